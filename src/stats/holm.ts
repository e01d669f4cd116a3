import { paired } from './paired.ts';

/** What became of one of several tests. */
export interface Step {
  readonly rejected: boolean;
  /** The level at which it was decided. */
  readonly at: number;
}

/**
 * Holm's procedure: of m tests the k-th smallest p is held against α/(m − k + 1), up to the first that fails; then no
 * further one is rejected. The chance of one false rejection or more is at most α, however the tests depend.
 *
 * Holm 1979, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6. Tests with levels of
 * their own are taken in the order of p/α. Where each p is the smaller one of two sides, of which one is true, the
 * same bound holds for wrong sides of independent tests: Shaffer 1980, "Control of directional errors with stagewise
 * rejective multiple test procedures", Ann. Statist. 8. A NaN is never rejected, and counts.
 * Throws RangeError unless the lengths agree.
 */
export function holm(ps: readonly number[], alphas: readonly number[]): readonly Step[] {
  paired(ps, alphas);
  const ratio = (i: number) =>
    Number.isNaN(ps[i]!) ? Number.POSITIVE_INFINITY : ps[i]! / alphas[i]!;
  const order = ps.map((_, i) => i).sort((a, b) => ratio(a) - ratio(b));
  const steps: Step[] = [];
  let [left, open] = [ps.length, true];
  for (const i of order) {
    const at = alphas[i]! / left;
    open &&= ps[i]! <= at;
    steps[i] = { rejected: open, at };
    if (open) left--;
  }
  return steps;
}
