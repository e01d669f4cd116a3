import { nonNegative } from '../../core/check.ts';
import { axpy } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';

/** How the weights enter: through the gradient, or beside whatever a solver makes of it. */
export const decays = ['coupled', 'decoupled'] as const;
export type Decay = (typeof decays)[number];

/**
 * Weight decay w of all weights: coupled, f(θ) − wθ, so that a solver takes g + wθ for the gradient, as `weight_decay` of torch.optim.SGD and Adam
 * does (Krogh & Hertz, A simple weight decay can improve generalization, NIPS 1991); or decoupled, a step θ ← θ − dt wθ beside that of the solver on f alone, from the same θ, as in
 * torch.optim.AdamW (Loshchilov & Hutter, Decoupled weight decay regularization, ICLR 2019, algorithms 1 and 2, at w = λ/α and η_t α = dt).
 *
 * Under Euler's method both are the same. The loss of the term stays L, and its Jacobian is ∂f/∂θ − w.
 *
 * @throws RangeError unless w is non-negative and finite
 */
export function decayed(term: Term, w: number, decay: Decay): Term {
  nonNegative('weight decay', w);
  if (decay === 'decoupled') return { ...term, decay: w };
  const { jacobian } = term;
  return {
    ...term,
    drift: (theta, feeds) => axpy(-w, theta, term.drift(theta, feeds)),
    ...(jacobian && { jacobian: (theta, v, feeds) => axpy(-w, v, jacobian(theta, v, feeds)) }),
  };
}
