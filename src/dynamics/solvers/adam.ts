import { decay, nonNegative } from '../../core/check.ts';
import { add, div, mul, sqrt, square, sub } from '../../engine/tensors/operations.ts';
import type { Solver } from '../integrate/solver.ts';
import { optimizer } from './optimizer.ts';

export interface AdamOptions {
  /** Share of the mean gradient kept, in [0, 1); 0.9 is Kingma & Ba's. */
  readonly beta1?: number;
  /** Share of the mean square kept, in [0, 1); 0.999 is Kingma & Ba's. */
  readonly beta2?: number;
  /** Added outside the root, ≥ 0; 1e-8 is Kingma & Ba's. */
  readonly epsilon?: number;
}

/**
 * Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − η m̂/(√v̂ + ε) with the bias corrections
 * m̂ = m/(1 − β₁ᵏ), v̂ = v/(1 − β₂ᵏ) at step k = 1, 2, …
 *
 * Kingma & Ba, ICLR 2015, algorithm 1; torch.optim.Adam without weight decay. With P = (1 − β₁ᵏ) diag(√v̂ + ε) held
 * fixed it is m ← β₁m + (1 − β₁)g, θ ← θ − ηP⁻¹m, stable on a quadratic while ηλ_max(P⁻¹H) < (2 + 2β₁)/(1 − β₁); Cohen
 * et al., Adaptive gradient methods at the edge of stability (2022, arXiv 2207.14484), §2.
 *
 * @throws RangeError unless β₁ and β₂ are in [0, 1) and ε in [0, ∞)
 * @example
 * const method = { term: descend(objective), solver: adam(), controller: constant(0.001) };
 * const end = train(method, theta0, { loss: lossOf(objective), stop: { steps: 20 } });
 * console.log(end.loss.toFixed(3)); // 0.194
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Solver {
  decay('beta1', beta1);
  decay('beta2', beta2);
  nonNegative('epsilon', epsilon);
  return optimizer({
    name: 'adam',
    carries: ['m', 'v'],
    factors: (k) => [1 - beta1 ** k, 1 - beta2 ** k],
    preconditioner: ({ v }, k) =>
      v!.map((x) => (1 - beta1 ** k) * (Math.sqrt(x / (1 - beta2 ** k)) + epsilon)),
    update({ theta, g, carried: [m, v], eta, factors: [first, second] }) {
      const mean = add(mul(m!, beta1), mul(g, 1 - beta1));
      const meanSquare = add(mul(v!, beta2), mul(square(g), 1 - beta2));
      const scale = add(sqrt(div(meanSquare, second!)), epsilon);
      return [sub(theta, div(mul(mean, div(eta, first!)), scale)), mean, meanSquare];
    },
  });
}
