import { integerAtLeast, positive } from '../../core/check.ts';
import { costOfPasses, type Estimate } from '../../core/estimate.ts';
import { type LossSlice, sliceOf, spaced } from './slice.ts';

export interface BarrierOptions {
  /** Intervals of the first grid, ≥ 2. */
  readonly intervals: number;
  /** Intervals at most; each finer grid has twice as many. */
  readonly maxIntervals: number;
  /** Requested error relative to the greatest loss on the way, > 0. */
  readonly tolerance: number;
}

/** The way between two points, and how high it leads. */
export interface Barrier {
  readonly height: Estimate;
  /** The losses on the last grid. */
  readonly slice: LossSlice;
}

/**
 * The barrier max_t L(t) − (1 − t) L(0) − t L(1) on the straight way between two points, t in [0, 1].
 *
 * Entezari, Sedghi, Saukh & Neyshabur, The Role of Permutation Invariance in Linear Mode Connectivity, ICLR 2022:
 * the loss above the chord, ≥ 0 and 0 at the ends. Grids are doubled until the error is small. Between two points
 * of a grid a concave L lies below the chords of the intervals on either side, carried on, and so below where they
 * meet, kinks included: `stderr` is by how much that is above the greatest value seen, `interval` [value, value +
 * stderr]. Where L is neither convex nor concave over three intervals, half the greater second difference is allowed for.
 *
 * Not converged if the error stays above tolerance · max L. Where L is not finite the value is NaN.
 *
 * @throws RangeError unless intervals ≥ 2 and maxIntervals ≥ intervals are integers and tolerance is in (0, ∞)
 */
export function barrier(
  loss: (t: number) => number,
  { intervals, maxIntervals, tolerance }: BarrierOptions,
): Barrier {
  integerAtLeast('intervals', intervals, 2);
  integerAtLeast('maxIntervals', maxIntervals, intervals);
  positive('tolerance', tolerance);
  const start = performance.now();
  const seen = new Map<number, number>();
  const known = (t: number): number => {
    const value = seen.get(t) ?? loss(t);
    seen.set(t, value);
    return value;
  };
  for (let n = intervals; ; n *= 2) {
    const { axes, losses } = sliceOf(
      (t) => known(t!),
      [{ label: 'Share of the way t', at: spaced(0, 1, n + 1) }],
    );
    const L = losses[0]!;
    const { value, error } = highest(L);
    const cost = costOfPasses(seen.size, start);
    const finite = Number.isFinite(value);
    const converged = finite && error <= tolerance * Math.max(...L);
    if (converged || !finite || 2 * n > maxIntervals) {
      const height: Estimate = {
        value,
        stderr: error,
        interval: [value, value + error],
        bounds: [value, value + error],
        cost,
        converged,
      };
      return { height, slice: { axes, losses, cost } };
    }
  }
}

/** A convex second difference no larger than this share of the concave one beside it is round-off; by trial. */
const NOISE = 0.1;

/** The greatest height above the chord of the ends, and how much higher it may be between the points. */
function highest(L: readonly number[]): { value: number; error: number } {
  const n = L.length - 1;
  const heights = L.map((l, i) => l - L[0]! * (1 - i / n) - L[n]! * (i / n));
  const value = Math.max(...heights);
  if (!Number.isFinite(value)) return { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  const rises = heights.slice(1).map((h, i) => h - heights[i]!);
  // Beyond the ends the second difference of the last two intervals continues.
  const before = [2 * rises[0]! - rises[1]!, ...rises];
  const after = [...rises, 2 * rises.at(-1)! - rises.at(-2)!];
  const reach = rises.map((_, i) =>
    summit(heights[i]!, heights[i + 1]!, before[i]!, after[i + 1]!),
  );
  return { value, error: Math.max(value, ...reach) - value };
}

/**
 * How high L may be between h₀ and h₁, where the rises before and after are `up` and `down`.
 *
 * Where L is concave, at most where the two lines meet; where it is neither convex nor concave, half the greater second
 * difference above the ends.
 */
function summit(h0: number, h1: number, up: number, down: number): number {
  const concavities = [up - (h1 - h0), h1 - h0 - down];
  const ends = Math.max(h0, h1);
  if (Math.min(...concavities) < -NOISE * Math.max(...concavities))
    return ends + Math.max(0, ...concavities) / 2;
  if (!(up > 0 && down < 0)) return ends;
  const x = (h1 - down - h0) / (up - down);
  return Math.max(ends, h0 + up * Math.min(1, Math.max(0, x)));
}
