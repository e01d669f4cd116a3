import { dispose } from '../../engine/tensors/memory.ts';
import { gather, mul, reshape, square, sub, sum } from '../../engine/tensors/operations.ts';
import { objectiveOfExamples } from '../supervised/objective-of-examples.ts';
import { type Design, matrix } from './design.ts';
import type { Toy } from './toy.ts';

/**
 * ℓᵢ(θ) = (h/2) ‖θ − cᵢ‖²: every example pulls θ to a centre of its own with the same force.
 *
 * Gradients of examples differ by constants, so the covariance of their noise is the same everywhere, h² that of the centres. L is
 * the mean over the rows of a mini-batch or all of them. θ is one array of shape [d], the centres have shape [n, d].
 */
export function springs(h: number, centres: Design): Toy {
  const { n, d } = centres;
  const held = matrix(centres);
  return {
    objective: objectiveOfExamples(
      ([theta], rows) => {
        const own = rows === undefined ? held : gather(held, rows);
        return mul(sum(square(sub(own, reshape(theta!, [1, d]))), 1), h / 2);
      },
      [[d]],
      n,
    ),
    dispose: () => dispose(held),
  };
}
