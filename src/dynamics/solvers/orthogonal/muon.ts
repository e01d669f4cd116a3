import { decay, positive } from '../../../core/check.ts';
import { add, mul, sub } from '../../../engine/tensors/operations.ts';
import type { Solver } from '../../integrate/solver.ts';
import { optimizer } from '../optimizer.ts';
import { asMatrix } from './as-matrix.ts';
import { orthogonalStep } from './orthogonalised.ts';

export interface MuonOptions {
  /** β in [0, 1); 0.95 is Jordan's. */
  readonly momentum?: number;
  /** Whether steps look one ahead, as Nesterov's; Jordan's do. */
  readonly nesterov?: boolean;
  /** Rate of what is no matrix in units of η, > 0. */
  readonly vectors?: number;
}

/**
 * Muon: v ← βv + g, W ← W − η√max(1, n/m) O(u) for weight matrices [m, n] from m inputs to n outputs, u = g + βv (Nesterov) or v, O(u) about the polar factor
 * of u; kernels of convolutions are matrices of all their inputs, and vectors move by the same momentum without O, at `vectors` times η.
 *
 * Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024, in the form of torch.optim.Muon, which leaves vectors to another
 * optimizer and computes O in bfloat16. The length of a step does not fall with the gradient, so that it comes to rest nowhere at a constant η.
 *
 * @throws RangeError unless β is in [0, 1) and `vectors` in (0, ∞)
 */
export function muon({ momentum = 0.95, nesterov = true, vectors = 1 }: MuonOptions = {}): Solver {
  decay('momentum', momentum);
  positive('vectors', vectors);
  return optimizer({
    name: 'muon',
    carries: ['v'],
    update({ theta, g, carried: [v], eta }) {
      const next = add(mul(v!, momentum), g);
      const u = nesterov ? add(g, mul(next, momentum)) : next;
      const matrix = asMatrix(theta.shape);
      const step = matrix === undefined ? mul(u, vectors) : orthogonalStep(u, matrix);
      return [sub(theta, mul(step, eta)), next];
    },
  });
}
