import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { BatchDraws } from '../noise/batch-gradients.ts';
import { meanOverBatches } from '../noise/over-batches.ts';
import type { OperatorFamily } from '../operators/family.ts';
import { sharpness } from '../spectrum/sharpness.ts';

export interface BatchEigenvalueOptions extends BatchDraws {
  /** Of Lanczos for each mini-batch. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly random: Rng;
}

/**
 * E_B[λ_max(H_B)], the mean of the largest *algebraic* eigenvalue of a mini-batch's Hessian, by Lanczos on each.
 *
 * Andreyev & Beneventano, Edge of stochastic stability, 2024 (arXiv 2412.20553), who compare it with batch sharpness. λ_max is convex, so it is
 * at least λ_max of the mean Hessian, and the smaller B is the larger. A mean over independent mini-batches, see `meanOverBatches`; to its
 * interval and to `bounds` comes the mean of their residuals (see `sharpness`). Not converged
 * where one of them is not. Costs some 10 to 30 HVPs of B rows a mini-batch.
 *
 * @throws RangeError unless relativeError and tolerance are in (0, ∞), maxBatches is an integer ≥ 2 and maxIterations one ≥ 1
 */
export function batchEigenvalue(
  hessians: OperatorFamily,
  theta: Params,
  { batches, relativeError, maxBatches, random, ...lanczos }: BatchEigenvalueOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxBatches', maxBatches, 2);
  const start = performance.now();
  const each: Estimate[] = [];
  const { samples, value, stderr, interval, converged } = meanOverBatches(
    maxBatches,
    relativeError,
    (from, to) =>
      Array.from({ length: to - from }, (_, k) => {
        const H = hessians.at(theta, batches(from + k));
        const top = sharpness(H, { ...lanczos, random: random.fork('batch', from + k) });
        H.dispose();
        each.push(top);
        return top.value;
      }),
  );
  const off = each.reduce((sum, top) => sum + top.stderr, 0) / samples;
  const [low, high] = interval ?? [value, value];
  return {
    value,
    stderr: Math.hypot(stderr, off),
    interval: [low - off, high + off],
    bounds: [value - off, value + off],
    cost: costSince(start, { hvps: each.reduce((sum, top) => sum + top.cost.hvps, 0) }),
    converged: converged && each.every((top) => top.converged),
  };
}
