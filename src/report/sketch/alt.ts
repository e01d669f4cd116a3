import { significant } from '../../core/format.ts';

/** A number with what it belongs to. */
export interface Named {
  readonly label: string;
  readonly value: number;
}

/** A line of a figure with its name. */
export interface NamedLine {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** So many can be told one by one to somebody who listens. */
const MOST_TOLD = 4;

/** What numbers are, for somebody who cannot see them: each of a few, the least and the greatest of many. */
export function valuesAlt(all: readonly Named[]): string {
  const told = all.filter(({ value }) => Number.isFinite(value));
  if (told.length === 0) return 'no value';
  const text = ({ label, value }: Named) => `${significant(value)} for ${label}`;
  if (told.length <= MOST_TOLD) return listed(told.map(text));
  const sorted = told.toSorted((a, b) => a.value - b.value);
  return `${told.length} values from ${text(sorted[0]!)} to ${text(sorted.at(-1)!)}`;
}

/** Where lines begin and end, for somebody who cannot see them: each of a few, the range of the ends of many. */
export function linesAlt(lines: readonly NamedLine[]): string {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const end = ({ label, points }: NamedLine): Named => ({ label, value: points.at(-1)!.y });
  if (drawn.length > MOST_TOLD) return `where the lines end there are ${valuesAlt(drawn.map(end))}`;
  if (drawn.length === 0) return 'no line';
  return listed(
    drawn.map(
      ({ label, points }) =>
        `${label} goes from ${significant(points[0]!.y)} to ${significant(points.at(-1)!.y)}`,
    ),
  );
}

/** `from 1 to 2` */
export const rangeAlt = (values: readonly number[]): string =>
  `from ${significant(Math.min(...values))} to ${significant(Math.max(...values))}`;

/** `a, b and c`; where they hold commas themselves `a; b; and c`. */
export function listed(texts: readonly string[]): string {
  if (texts.length <= 1) return texts[0] ?? '';
  const last = texts.at(-1)!;
  return texts.some((text) => text.includes(','))
    ? `${texts.slice(0, -1).join('; ')}; and ${last}`
    : `${texts.slice(0, -1).join(', ')} and ${last}`;
}
