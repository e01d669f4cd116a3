import { own } from '../expression/own.ts';
import { labelOf, type Pattern, sameNumber, sameUnit, sameValue, varyingAxes } from './arm.ts';
import type { Context } from './context.ts';
import type { Row } from './table.ts';
import { type Missing, missing, type Value } from './value.ts';

/** Evaluates an expression in a context; handed over, since an expression may index an arm and an arm hold one. */
export type Evaluate = (expression: Pattern[string], context: Context) => Value;

/** Whether a run is of an arm; an arm may be given relative to the run that is judged. */
export function fits(row: Row, pattern: Pattern, context: Context, evaluate: Evaluate): boolean {
  return Object.entries(pattern).every(([axis, expression]) => {
    const mine = own(row.axes, axis);
    if (mine === undefined) return false;
    // A word that is an axis somewhere is still the word that this axis holds.
    if (expression.node.kind === 'name' && expression.node.name === mine) return true;
    const wanted = evaluate(expression, context);
    if (wanted.kind === 'number')
      return sameNumber(typeof mine === 'number' ? mine : Number.NaN, wanted.value);
    if (wanted.kind === 'truth') return mine === wanted.truth;
    return wanted.kind === 'word' && String(mine) === wanted.word;
  });
}

/** Whether two runs are alike in every axis that both have, but for those in which they may differ. */
export const agrees = (a: Row, b: Row, mayDiffer: ReadonlySet<string>): boolean =>
  Object.entries(a.axes).every(
    ([axis, value]) =>
      mayDiffer.has(axis) || b.axes[axis] === undefined || sameValue(b.axes[axis], value),
  );

/**
 * The run of an arm that belongs to the one that is judged: of the same seed, and alike in every axis that both
 * have and no arm of the statement names. Anything else would compare runs that differ in more than was asked.
 */
export function partnerOf(
  name: string,
  pattern: Pattern,
  context: Context,
  evaluate: Evaluate,
): Row | Missing {
  const { row, named } = context;
  const mine = context.all.filter((other) => sameUnit(row, other));
  const meant = mine.filter((other) => fits(other, pattern, context, evaluate));
  const alike = meant.filter((other) =>
    agrees(row, other, new Set([...named, ...Object.keys(pattern)])),
  );
  if (alike.length === 1) return alike[0]!;
  const unit = `seed ${row.seed}`;
  if (alike.length > 1) {
    const axes = varyingAxes(alike);
    // One run of a method that draws nothing cannot choose among the noises of another.
    const noisy = axes.length === 0 && new Set(alike.map(({ noise }) => noise)).size > 1;
    const differ = noisy
      ? 'noise: take something over them, or name that arm first'
      : axes.join(', ') || 'nothing that the grid names';
    return missing('axis', `${alike.length} runs of ${unit} are ${name}; they differ in ${differ}`);
  }
  if (meant.length === 0) return missing('axis', `${unit} has no run that is ${name}`);
  const differ = varyingAxes([row, meant[0]!], named).filter(
    (axis) =>
      !Object.hasOwn(pattern, axis) &&
      row.axes[axis] !== undefined &&
      meant[0]!.axes[axis] !== undefined,
  );
  return missing(
    'axis',
    `${name} has ${labelOf(meant[0]!, differ)}, where ${labelOf(row, differ)} is judged`,
  );
}
