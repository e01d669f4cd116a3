import type { AxisValue } from '../expression/names.ts';
import { isIssue, parseExpression } from '../expression/parse.ts';
import type { Expression, Node } from '../expression/syntax.ts';
import type { Row } from './table.ts';

/** Which runs an arm means: for each axis a value, or an expression of the axes of the run that is judged. */
export type Pattern = Readonly<Record<string, Expression>>;

/** The expression of a value of a pattern: `0.1`, `gradient-flow` or `rate/2`; undefined for what is none. */
export function patternValue(value: unknown): Expression | undefined {
  const literal = (node: Node): Expression => ({ text: String(value), node });
  if (typeof value === 'number') return literal({ kind: 'number', at: 0, value });
  if (typeof value === 'boolean') return literal({ kind: 'truth', at: 0, value });
  // A list is one value of an axis, and one of a single entry is that entry.
  if (Array.isArray(value))
    return value.length === 1
      ? patternValue(value[0])
      : literal({ kind: 'word', at: 0, word: JSON.stringify(value) });
  if (typeof value !== 'string') return undefined;
  const found = parseExpression(value);
  // Words that are no expression, as `2024-11-27`, are themselves.
  return isIssue(found) ? literal({ kind: 'word', at: 0, word: value }) : found;
}

/** Whether two values of an axis are the same; numbers to rounding. */
export const sameValue = (a: AxisValue | undefined, b: AxisValue | undefined): boolean =>
  typeof a === 'number' && typeof b === 'number' ? sameNumber(a, b) : a === b;

/** Equal to 1e-9: products of rates differ by rounding. */
export const sameNumber = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** Whether two runs stem from the same seed, and the same noise where both have one. */
export const sameUnit = (a: Row, b: Row): boolean =>
  a.seed === b.seed && (a.noise === undefined || b.noise === undefined || a.noise === b.noise);

/**
 * The axes that tell some of the rows apart, in the order of their first appearance. One that only some of the rows have, with one
 * value, as the tolerance of a flow beside descent, is among them only where the others do not tell all rows apart.
 */
export function varyingAxes(
  rows: readonly Row[],
  besides: ReadonlySet<string> = new Set(),
): readonly string[] {
  const keys = new Set(rows.flatMap(({ axes }) => Object.keys(axes)));
  const all = [...keys].filter(
    (key) => !besides.has(key) && rows.some((row) => !sameValue(row.axes[key], rows[0]!.axes[key])),
  );
  const several = all.filter((key) => {
    const [first, ...rest] = rows.flatMap(({ axes }) => axes[key] ?? []);
    return rest.some((value) => !sameValue(value, first));
  });
  const kinds = (axes: readonly string[]) => new Set(rows.map((row) => labelOf(row, axes))).size;
  return several.length < all.length && kinds(several) === kinds(all) ? several : all;
}

/**
 * A name for each row by these axes, `method = sgd, batch = 4`, or `all`: two rows have one name if they agree in all of the axes.
 * An axis that only some of the rows have, all with one value, is left out where the others tell as many rows apart without it.
 */
export function labelsOf(rows: readonly Row[], axes: readonly string[]): (row: Row) => string {
  const apart = (keys: readonly string[]) => new Set(rows.map((row) => labelOf(row, keys))).size;
  const all = apart(axes);
  const keys = [...axes].reverse().reduce<readonly string[]>((kept, axis) => {
    const values = rows.flatMap((row) => row.axes[axis] ?? []);
    const alike = values.every((value) => sameValue(value, values[0]));
    const rest = kept.filter((other) => other !== axis);
    return alike && values.length < rows.length && apart(rest) === all ? rest : kept;
  }, axes);
  return (row) => labelOf(row, keys);
}

/** What tells a run apart from others, `method = sgd, batch = 4`; `all` where nothing does. */
export const labelOf = ({ axes }: Row, keys: readonly string[]): string =>
  keys
    .filter((key) => axes[key] !== undefined)
    .map((key) => `${key} = ${axes[key]}`)
    .join(', ') || 'all';
