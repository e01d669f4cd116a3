import { textWidth } from '../fonts.ts';

/** Height of a line of text over its font size. */
export const LINE = 1.2;

/** The text in as few lines as have room in `width`, of about equal length; two spaces are where it breaks first. A single word stays whole, but for a formula, which breaks behind an operator. */
export function wrapped(text: string, width: number, size: number): readonly string[] {
  const fits = (line: string) => textWidth(line, size) <= width;
  if (fits(text)) return [text];
  const parts = text.split(/ {2,}/);
  if (parts.length > 1) return parts.flatMap((part) => wrapped(part, width, size));
  const lines = filled(text, width, size);
  // No fewer lines would do, but the last may be short: the narrowest width that needs no more.
  const widths = Array.from({ length: 20 }, (_, k) => (width * (k + 1)) / 20);
  const even = widths
    .map((narrower) => filled(text, narrower, size))
    .find((own) => own.length <= lines.length && own.every(fits));
  return even ?? lines;
}

function filled(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  const add = (word: string, between: string) => {
    const longer = lines.length > 0 ? `${lines.at(-1)}${between}${word}` : word;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  };
  for (const word of text.split(' ')) {
    const whole = textWidth(word, size) <= width;
    const parts = whole ? [word] : word.split(/(?<=[)\w][*/+^])/);
    for (const [i, part] of parts.entries()) add(part, i === 0 ? ' ' : '');
  }
  return lines;
}

/** The text, or its beginning and an ellipsis where it is wider than `width`. */
export function shortened(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  const n = letters.findLastIndex(
    (_, i) => textWidth(`${letters.slice(0, i).join('').trimEnd()}…`, size) <= width,
  );
  return `${letters.slice(0, Math.max(1, n)).join('').trimEnd()}…`;
}
