import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { norm } from '../../linalg/float64.ts';
import type { BatchHessians } from '../operators/batch-hessian.ts';
import { populationGrowth } from './population-growth.ts';

export interface MeanSquareGrowthOptions {
  /** η */
  readonly eta: number;
  /** Rows of the k-th mini-batch; every particle has one of its own at each step. */
  readonly batches: (k: number) => Int32Array;
  /** N ≥ 2; the variance falls as 1/N, and the bias that is left as 1/N². */
  readonly particles: number;
  /** Steps that count, ≥ 20. */
  readonly steps: number;
  /** Steps before them, for the particles to turn to the growing directions. */
  readonly settle: number;
  readonly random: Rng;
}

/**
 * The factor a step by which E‖θ‖² grows under linearised SGD, θ ← (I − ηH_B) θ, by simulation: the spectral
 * radius of the map in mean-square.ts where it is too large to form.
 *
 * The mean of ‖θ‖² over plain paths is carried by paths too rare to be drawn. So N unit vectors take a step
 * each, the mean of their ‖·‖² is that step's factor, and they are drawn anew in proportion to it; the product of the factors is the
 * growth over the steps, without bias, and its rate with error and interval is from populationGrowth (population dynamics for large
 * deviations: Giardinà, Kurchan & Peliti, Phys. Rev. Lett. 96 (2006) 120603). They start in the range of H, since flat directions
 * neither grow nor shrink: where all else shrinks their 1 is in the interval alone. Costs N (steps + settle + 1) HVPs of a mini-batch.
 *
 * @throws RangeError unless eta is in (0, ∞), particles an integer ≥ 2, steps ≥ 20 and settle ≥ 0
 */
export function meanSquareGrowth(
  hessians: BatchHessians,
  { eta, batches, particles: N, steps, settle, random }: MeanSquareGrowthOptions,
): Estimate {
  positive('eta', eta);
  integerAtLeast('particles', N, 2);
  integerAtLeast('steps', steps, 20);
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
  return { ...populationGrowth(logs), cost: costSince(start, { hvps: drawn }) };
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
