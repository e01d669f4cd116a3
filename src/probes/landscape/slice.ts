import { integerAtLeast } from '../../core/check.ts';
import { type Cost, costOfPasses } from '../../core/estimate.ts';

/** One coordinate of a slice. */
export interface SliceAxis {
  readonly label: string;
  /** Where the loss was evaluated, ascending. */
  readonly at: readonly number[];
}

/** The loss on a grid over a line or a plane through weight space; plain data. */
export interface LossSlice {
  /** One for a line, two for a plane. */
  readonly axes: readonly SliceAxis[];
  /** L at (axes[0].at[i], axes[1].at[j]) is losses[j][i]; a line has one row. Not finite where L is not. */
  readonly losses: readonly (readonly number[])[];
  /** A trajectory in the same coordinates, if there is one. Shape [n][axes]. */
  readonly path?: readonly (readonly number[])[];
  readonly cost: Cost;
}

/** The loss at every point of the grid over one axis or two; one forward pass a point. */
export function sliceOf(
  loss: (...c: readonly number[]) => number,
  axes: readonly SliceAxis[],
): LossSlice {
  const start = performance.now();
  const [x, y] = axes;
  const losses =
    y === undefined ? [x!.at.map((a) => loss(a))] : y.at.map((b) => x!.at.map((a) => loss(a, b)));
  return { axes, losses, cost: costOfPasses(losses.length * x!.at.length, start) };
}

/** n numbers from `low` to `high` at equal distances; throws RangeError unless n is an integer ≥ 2. */
export const spaced = (low: number, high: number, n: number): number[] =>
  Array.from(
    { length: integerAtLeast('points', n, 2) },
    (_, i) => low * (1 - i / (n - 1)) + high * (i / (n - 1)),
  );
