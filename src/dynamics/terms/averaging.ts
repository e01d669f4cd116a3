import { integerAtLeast } from '../../core/check.ts';
import { add, mul } from '../../engine/tensors/operations.ts';
import type { Term } from '../integrate/term.ts';
import type { Batches } from './batches.ts';
import type { Derivatives } from './descend.ts';

/**
 * f(θ) = −(1/k) Σⱼ ∇L_{Bⱼ}(θ), the mean of the gradients of k mini-batches at one θ.
 *
 * Step s takes the batches ks … ks + k − 1. Its noise is that of one batch of the same draws: 1/k of the
 * covariance. Batches weigh alike even where one is smaller, as gradient accumulation has it.
 *
 * @throws RangeError unless k is an integer ≥ 1
 */
export function descendOnAverages(objective: Derivatives, batches: Batches, k: number): Term {
  integerAtLeast('k', k, 1);
  return {
    drift: (theta, feeds) =>
      feeds
        .map((rows) => objective.gradient(theta, rows).gradient)
        .reduce((total, g) => total.map((t, i) => add(t, g[i]!)))
        .map((g) => mul(g, -1 / k)),
    loss: (theta, feeds) =>
      mul(
        feeds.map((rows) => objective.value(theta, rows)).reduce((a, b) => add(a, b)),
        1 / k,
      ),
    size: k * objective.parameters * batches(0).length,
    work: { gradients: k, hvps: 0 },
    feeds: ({ step }) => Array.from({ length: k }, (_, j) => batches(k * step + j)),
  };
}
