import { integerAtLeast } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { dot } from '../../linalg/float64.ts';
import { summary } from '../../stats/summary.ts';
import type { BatchHessians } from '../operators/batch-hessian.ts';

export interface MeanSquareBoundOptions {
  /** Rows of the k-th mini-batch, drawn as the optimizer draws them, each on its own. */
  readonly batches: (k: number) => Int32Array;
  /** Mini-batches for each bound, ≥ 2. */
  readonly draws: number;
  /** A unit vector, best the top eigenvector of H. Shape [P]. */
  readonly vector: Float64Array;
  readonly random: Rng;
}

/** Rates beyond which SGD is not stable in mean square at a minimum; see mean-square.ts. */
export interface MeanSquareBounds {
  /** 2 vᵀHv / E_B[(vᵀH_B v)²]: along v. At most 2/λ for the top eigenvector v. */
  readonly batchBound: Estimate;
  /** 2 tr H / E_B‖H_B‖²_F: over all directions alike. */
  readonly frobeniusBound: Estimate;
}

/**
 * Upper bounds of the rate η_max that is stable in mean square, from a sample of mini-batches.
 *
 * The map of second moments is I − 2ηC + η²D with ⟨Q, CQ⟩ = tr(QHQ) and ⟨Q, DQ⟩ = E_B tr(QH_BQH_B), and is stable
 * only if η⟨Q, DQ⟩ ≤ 2⟨Q, CQ⟩ for every symmetric Q: `batchBound` takes Q = vvᵀ, `frobeniusBound` Q = I. The second
 * is the rate at which Frobenius norms bound stability, as in Wu, Wang & Su, The alignment property of SGD noise,
 * NeurIPS 2022, and Mulayoff & Michaeli, COLT 2024.
 *
 * E_B‖H_B‖²_F is the mean of ‖H_B z‖² and tr H that of zᵀH_B z over Rademacher z, one for each mini-batch. Ratios
 * of means: `stderr` by the delta method, `interval` 1.96 of it either way. NaN and not converged where the
 * numerator lies within two standard errors of 0, as far from a minimum. Costs 2 · draws HVPs of a mini-batch.
 *
 * @throws RangeError unless draws is an integer ≥ 2
 */
export function meanSquareBounds(
  hessians: BatchHessians,
  { batches, draws, vector, random }: MeanSquareBoundOptions,
): MeanSquareBounds {
  integerAtLeast('draws', draws, 2);
  const sample = (
    direction: (k: number) => Float64Array,
    size: (q: number, Hz: number) => number,
  ) => {
    const start = performance.now();
    const pairs = Array.from({ length: draws }, (_, k) => {
      const z = direction(k);
      const Hz = hessians.product(batches(k), z);
      const q = dot(z, Hz);
      return [2 * q, size(q, dot(Hz, Hz))] as const;
    });
    return ratio(pairs, start);
  };
  return {
    batchBound: sample(
      () => vector,
      (q) => q ** 2,
    ),
    frobeniusBound: sample(
      (k) => Float64Array.from(random.fork('probe', k).signs(hessians.dim)),
      (_, Hz) => Hz,
    ),
  };
}

/** Mean of the first over mean of the second of each pair, timed from `start`. */
function ratio(pairs: readonly (readonly [number, number])[], start: number): Estimate {
  const top = summary(pairs.map(([a]) => a));
  const bottom = summary(pairs.map(([, b]) => b));
  const value = top.mean / bottom.mean;
  const cost = costSince(start, { hvps: pairs.length });
  if (!(top.mean > 2 * top.stderr))
    return { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
  // Var(a/b) ≈ Var(a − (ā/b̄) b)/b̄²
  const { stderr: rest } = summary(pairs.map(([a, b]) => a - value * b));
  const stderr = rest / bottom.mean;
  return {
    ...{ value, stderr, cost, converged: true },
    interval: [value - 1.96 * stderr, value + 1.96 * stderr],
  };
}
