import { decay, nonNegative } from '../../core/check.ts';
import { add, div, mul, sqrt, square, sub } from '../../engine/tensors/operations.ts';
import type { Solver } from '../integrate/solver.ts';
import { optimizer } from './optimizer.ts';

export interface RmspropOptions {
  /** Share of the mean square kept, in [0, 1); 0.99 is PyTorch's, Tieleman & Hinton give 0.9. */
  readonly alpha?: number;
  /** Added outside the root, ≥ 0; 1e-8 is PyTorch's. */
  readonly epsilon?: number;
}

/**
 * RMSProp: v ← αv + (1 − α)g², θ ← θ − ηg/(√v + ε), in PyTorch's convention (torch.optim.RMSprop, not
 * centred, no momentum), without a bias correction: early steps are longer than η by up to 1/√(1 − α).
 *
 * With P = diag(√v + ε) held fixed it is stable on a quadratic while ηλ_max(P⁻¹H) < 2; Cohen et al., Adaptive gradient
 * methods at the edge of stability (2022, arXiv 2207.14484), §2.
 *
 * Tieleman & Hinton, Coursera: Neural networks for machine learning, lecture 6.5 (2012).
 *
 * @throws RangeError unless α is in [0, 1) and ε in [0, ∞)
 */
export function rmsprop({ alpha = 0.99, epsilon = 1e-8 }: RmspropOptions = {}): Solver {
  decay('alpha', alpha);
  nonNegative('epsilon', epsilon);
  return optimizer({
    name: 'rmsprop',
    carries: ['v'],
    preconditioner: ({ v }) => v!.map((x) => Math.sqrt(x) + epsilon),
    update({ theta, g, carried: [v], eta }) {
      const meanSquare = add(mul(v!, alpha), mul(square(g), 1 - alpha));
      return [sub(theta, div(mul(g, eta), add(sqrt(meanSquare), epsilon))), meanSquare];
    },
  });
}
