import { decay } from '../../core/check.ts';
import { add, cast, greater, mul, neg, sub } from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { Solver } from '../integrate/solver.ts';
import { optimizer } from './optimizer.ts';

export interface LionOptions {
  /** Share of the running mean in a step's direction, in [0, 1); 0.9 is Chen et al.'s. */
  readonly beta1?: number;
  /** Share of the running mean that is kept, in [0, 1); 0.99 is Chen et al.'s. */
  readonly beta2?: number;
}

/**
 * Lion: θ ← θ − η sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g; signed descent at β₁ = β₂ = 0.
 *
 * Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023, algorithm 2, without its decoupled weight decay. Every weight moves by
 * η in every step (but where the mean is 0), so that it comes to rest nowhere at a constant η.
 *
 * @throws RangeError unless β₁ and β₂ are in [0, 1)
 */
export function lion({ beta1 = 0.9, beta2 = 0.99 }: LionOptions = {}): Solver {
  decay('beta1', beta1);
  decay('beta2', beta2);
  return optimizer({
    name: 'lion',
    carries: ['m'],
    update({ theta, g, carried: [m], eta }) {
      const along = sign(add(mul(m!, beta1), mul(g, 1 - beta1)));
      return [sub(theta, mul(along, eta)), add(mul(m!, beta2), mul(g, 1 - beta2))];
    },
  });
}

/** 1, 0 or −1. */
const sign = (x: Tensor): Tensor =>
  sub(cast(greater(x, 0), 'float32'), cast(greater(neg(x), 0), 'float32'));
