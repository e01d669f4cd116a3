import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { norm } from '../../linalg/float64.ts';
import { summary } from '../../stats/summary.ts';
import type { BatchHessians } from '../operators/batch-hessian.ts';

export interface MeanSquareGrowthOptions {
  /** η */
  readonly eta: number;
  /** Rows of the k-th mini-batch; every particle has one of its own at each step. */
  readonly batches: (k: number) => Int32Array;
  /** N ≥ 2; the bias falls as 1/N. */
  readonly particles: number;
  /** Steps that count, ≥ 20. */
  readonly steps: number;
  /** Steps before them, for the particles to turn to the growing directions. */
  readonly settle: number;
  readonly random: Rng;
}

/** Blocks of steps whose means give the standard error: within one, steps depend on each other. */
const BLOCKS = 10;

/**
 * The factor a step by which E‖θ‖² grows under linearised SGD, θ ← (I − ηH_B) θ, by simulation: the spectral
 * radius of the map in mean-square.ts where it is too large to form.
 *
 * The mean of ‖θ‖² over plain paths is carried by paths too rare to be drawn. So N unit vectors take a step
 * each, the mean of their ‖·‖² is that step's factor, and they are drawn anew in proportion to it; the geometric mean of
 * the factors is the estimate (population dynamics for large deviations: Giardinà, Kurchan & Peliti,
 * Phys. Rev. Lett. 96 (2006) 120603). They start in the range of H, since flat directions
 * neither grow nor shrink. `stderr` from ten blocks of steps; the bias, of order 1/N, comes on top. Where a
 * flat direction remains and all else shrinks it is 1. Costs N (steps + settle + 1) HVPs of a mini-batch.
 *
 * @throws RangeError unless eta is in (0, ∞), particles an integer ≥ 2, steps ≥ 20 and settle ≥ 0
 */
export function meanSquareGrowth(
  hessians: BatchHessians,
  { eta, batches, particles: N, steps, settle, random }: MeanSquareGrowthOptions,
): Estimate {
  positive('eta', eta);
  integerAtLeast('particles', N, 2);
  integerAtLeast('steps', steps, 2 * BLOCKS);
  integerAtLeast('settle', settle, 0);
  const start = performance.now();
  const { dim, product } = hessians;
  let drawn = 0;
  const draw = () => batches(drawn++);
  let thetas = Array.from({ length: N }, (_, i) =>
    unit(product(draw(), random.fork('start', i).normals(dim))),
  );
  const logs: number[] = [];
  for (let k = 0; k < settle + steps; k++) {
    const next = thetas.map((theta) => {
      const Hv = product(draw(), theta);
      return theta.map((x, j) => x - eta * Hv[j]!);
    });
    const sizes = next.map((theta) => norm(theta) ** 2);
    if (k >= settle) logs.push(Math.log(sizes.reduce((a, b) => a + b, 0) / N));
    thetas = resampled(sizes, random.fork('resample', k).uniform()).map((i) => unit(next[i]!));
  }
  const length = logs.length / BLOCKS;
  const blocks = Array.from({ length: BLOCKS }, (_, b) => {
    const own = logs.slice(Math.round(b * length), Math.round((b + 1) * length));
    return own.reduce((a, x) => a + x, 0) / own.length;
  });
  const { mean, stderr, interval } = summary(blocks);
  return {
    value: Math.exp(mean),
    stderr: Math.exp(mean) * stderr,
    interval: [Math.exp(interval[0]), Math.exp(interval[1])],
    cost: costSince(start, { hvps: drawn }),
    converged: Number.isFinite(mean),
  };
}

/** Systematic resampling: N indices, each as often as its weight asks to within one; u in [0, 1). */
function resampled(weights: readonly number[], u: number): number[] {
  const N = weights.length;
  const total = weights.reduce((a, b) => a + b, 0);
  const out: number[] = [];
  let below = 0;
  for (const [i, weight] of weights.entries()) {
    below += (N * weight) / total;
    while (out.length < N && out.length + u < below) out.push(i);
  }
  while (out.length < N) out.push(N - 1);
  return out;
}

function unit(v: Float64Array): Float64Array {
  const length = norm(v);
  return v.map((x) => x / length);
}
