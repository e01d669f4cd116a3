/** A fenced block of a guide in Markdown. */
interface Block {
  readonly language: string;
  readonly text: string;
}

/** One command of a guide, and the lines that it is shown to print. */
export interface Shown {
  readonly program: 'flowlab' | 'python3';
  /** Words after `npx flowlab`, or after `python3`. */
  readonly args: readonly string[];
  readonly lines: readonly string[];
}

/** What a guide has its reader do, in order: write a file, or run a command. */
export type Deed =
  | { readonly file: string; readonly text: string }
  | { readonly command: Shown; readonly file?: undefined };

const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    ...{ language: language!, text: text! },
  }));

/**
 * Files are blocks of YAML, Python and TypeScript that begin with a comment of their path; commands the lines of `sh` blocks that begin with
 * `npx flowlab` or `python3`, and what the last of a block prints is the block without a language that follows.
 */
export function deedsOf(page: string): Deed[] {
  const blocks = blocksOf(page);
  return blocks.flatMap(({ language, text }, i): Deed[] => {
    const path = /^(?:#|\/\/) (\S+\.(?:yaml|py|ts))\n/.exec(text);
    if (FILES.includes(language)) return path === null ? [] : [{ file: path[1]!, text }];
    if (language !== 'sh') return [];
    const commands = text.split('\n').filter((line) => /^(npx flowlab|python3) /.test(line));
    const next = blocks[i + 1];
    return commands.map((line, k) => ({
      command: {
        ...(line.startsWith('python3')
          ? { program: 'python3' as const, args: wordsOf(line).slice(1) }
          : { program: 'flowlab' as const, args: wordsOf(line).slice(2) }),
        lines:
          k === commands.length - 1 && next?.language === '' ? next.text.trimEnd().split('\n') : [],
      },
    }));
  });
}

/** Languages of blocks that may be files. */
const FILES = ['yaml', 'python', 'ts'];

/** Words of a line of a shell; quotes keep spaces. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);

/** Lines to put into a file, each behind one that stands there. */
export interface Insertion {
  readonly file: string;
  readonly after: string;
  readonly line: string;
}

/** The insertions of `diff` blocks: a comment of the path, then pairs of a line that is there and one, marked by a plus, that comes behind it. */
export const insertionsOf = (page: string): Insertion[] =>
  blocksOf(page)
    .filter(({ language }) => language === 'diff')
    .flatMap(({ text }) => {
      const [path, ...lines] = text.trimEnd().split('\n');
      const file = path!.replace(/^\/\/ /, '');
      return lines.flatMap((line, i) =>
        line.startsWith('+') ? [{ file, after: lines[i - 1]!.slice(1), line: line.slice(1) }] : [],
      );
    });

/** The first shown line that is not among the printed ones after those before it; undefined where all are. `…` stands for anything. */
export function missing(shown: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  for (const line of shown) {
    if (line === '…') continue;
    const found = printed.findIndex((other, i) => i >= at && isLike(line, other));
    if (found < 0) return line;
    at = found + 1;
  }
  return undefined;
}

/** Numbers may differ by a twentieth, or by two of their last digits: networks are trained to round-off, which differs from one processor to another. */
const SHARE = 0.05;
const DIGITS = 2;

const NUMBER = /[−-]?\d+(?:\.\d+)?/g;

function isLike(shown: string, printed: string): boolean {
  const parts = shown.trim().split('…');
  // What `…` leaves out has no form, so that only what stands before it and after it is compared.
  if (parts.length > 1) {
    const [head, tail] = [parts[0]!, parts.at(-1)!];
    const count = (text: string) => [...text].length;
    const text = [...printed.trim()];
    return (
      isLike(head.trim() || 'x', text.slice(0, count(head)).join('').trim() || 'x') &&
      isLike(
        tail.trim() || 'x',
        text
          .slice(text.length - count(tail))
          .join('')
          .trim() || 'x',
      )
    );
  }
  const words = (text: string) => text.trim().replace(NUMBER, '#').replace(/\s+/g, ' ');
  if (words(shown) !== words(printed)) return false;
  const numbers = (text: string) => [...text.matchAll(NUMBER)].map(([n]) => n);
  const others = numbers(printed);
  return numbers(shown).every((n, i) => near(n, others[i]!));
}

function near(shown: string, printed: string): boolean {
  const [a, b] = [shown, printed].map((n) => Number(n.replace('−', '-'))) as [number, number];
  const decimals = shown.split('.')[1]?.length ?? 0;
  // Counts are whole and stay as they are.
  if (decimals === 0 && !printed.includes('.')) return a === b;
  return Math.abs(a - b) <= Math.max(SHARE * Math.abs(a), DIGITS * 10 ** -decimals);
}
