import { integerAtLeast, positive } from '../../core/check.ts';
import { accumulate } from '../../engine/program/accumulate.ts';
import { block } from '../../engine/tensors/block.ts';
import { mul } from '../../engine/tensors/operations.ts';
import { indices, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import { batchVariance } from '../../stats/means/batch-variance.ts';
import { combine, cut } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';
import type { Derivatives } from './descend.ts';
import { descendModified } from './modified.ts';

/**
 * f(θ) = −∇(L + (η/4m) Σₖ ‖∇Lₖ‖²) = −(∇L + (η/2m) Σₖ ∇²Lₖ ∇Lₖ) over the m batches of a fixed partition.
 *
 * The mean of SGD over the orders of these batches, after an epoch of m steps of rate η, is off its flow at time mη
 * by O(η³), and off those of L and of L + (η/4)‖∇L‖² by O(η²): Smith, Dherin, Barrett & De, On the origin of
 * implicit regularization in stochastic gradient descent, ICLR 2021, §2. One drift is m gradients and m
 * Hessian–vector products, each on the rows of a batch: together a gradient and a product on all examples.
 *
 * @throws RangeError unless η is positive and the batches are of one size and n rows together; the drift, Error where
 * a batch goes through the network in more than four microbatches
 */
export function descendShuffled(
  objective: Derivatives,
  eta: number,
  partition: readonly Int32Array[],
): Term {
  positive('eta', eta);
  const m = partition.length;
  const batch = partition[0]?.length ?? 0;
  if (m * batch !== objective.examples || partition.some(({ length }) => length !== batch))
    throw new RangeError(
      `invalid partition; not ${objective.examples} rows in batches of one size: ${partition.map(({ length }) => length).join(', ')}`,
    );
  const order = Int32Array.from(partition.flatMap((rows) => [...rows]));
  return {
    size: objective.parameters * objective.examples,
    work: { gradients: m, hvps: m },
    drift(theta) {
      const { gradient, product } = overBatches(objective, theta, order, batch);
      return combine([
        [-1, gradient],
        [-eta / 2, product],
      ]);
    },
  };
}

/**
 * f(θ) = −∇(L + (η/4)(‖∇L‖² + (n − B)/(n − 1) tr C/B)), the mean of `descendShuffled` over all partitions into batches of B.
 *
 * C = (1/n) Σᵢ (gᵢ − ḡ)(gᵢ − ḡ)ᵀ over the gradients gᵢ of the examples: Smith, Dherin, Barrett & De, ICLR 2021, §2. It is
 * the flow of SGD that shuffles all examples anew each epoch. With a = (n − B)/(B(n − 1)), of
 * `batchVariance`, the penalty is (1 − a)‖ḡ‖² + (a/n) Σᵢ ‖gᵢ‖², so that one drift is n gradients and n products on a
 * row each, and one product on all.
 *
 * @throws RangeError unless η is positive and B divides n
 */
export function descendReshuffled(objective: Derivatives, eta: number, batch: number): Term {
  positive('eta', eta);
  const { examples: n } = objective;
  if (n % integerAtLeast('batch', batch, 1) !== 0)
    throw new RangeError(`invalid batch; does not divide ${n}: ${batch}`);
  // Of one batch an epoch there is one order.
  if (batch === n) return descendModified(objective, eta);
  const a = batchVariance(n, batch, 'without');
  const everyRow = Int32Array.from({ length: n }, (_, i) => i);
  return {
    size: objective.parameters * n,
    work: { gradients: n, hvps: n + 1 },
    drift(theta) {
      const { gradient, product } = overBatches(objective, theta, everyRow, 1);
      return combine([
        [-1, gradient],
        [(-eta / 2) * a, product],
        [(-eta / 2) * (1 - a), objective.hvp(theta, gradient)],
      ]);
    },
  };
}

/** (1/m) Σₖ ∇Lₖ and (1/m) Σₖ ∇²Lₖ ∇Lₖ over runs of B of these rows, one batch at a time. */
function overBatches(
  objective: Derivatives,
  theta: Params,
  order: Int32Array,
  batch: number,
): { gradient: Tensor[]; product: Tensor[] } {
  // Made while the drift is traced, so that it is a constant of its graph.
  const held = indices(order);
  const m = order.length / batch;
  const sums = accumulate(m, (k) => {
    const rows = block(held, k, batch);
    const { gradient } = objective.gradient(theta, rows);
    return [...gradient, ...objective.hvp(theta, gradient, rows)];
  });
  const [gradient, product] = cut(
    sums.map((sum) => mul(sum, 1 / m)),
    2,
  ) as [Tensor[], Tensor[]];
  return { gradient, product };
}
