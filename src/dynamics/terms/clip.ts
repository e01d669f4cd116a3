import { positive } from '../../core/check.ts';
import { add, div, mul, relu, sub } from '../../engine/tensors/operations.ts';
import { norm } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';

/** Added to the norm, as torch.nn.utils.clip_grad_norm_ does. */
const EPSILON = 1e-6;

/**
 * f(θ) min(1, c/(‖f(θ)‖ + 10⁻⁶)), ‖·‖ over all arrays: the gradient clipped to a norm of c.
 *
 * Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1, in the form of
 * torch.nn.utils.clip_grad_norm_. It has no Jacobian: none exists where ‖f‖ = c.
 *
 * @throws RangeError unless c is in (0, ∞)
 */
export function clipped({ jacobian: _, ...term }: Term, c: number): Term {
  positive('clip', c);
  return {
    ...term,
    drift(theta, feeds) {
      const f = term.drift(theta, feeds);
      // c/max(c, ‖f‖ + ε), which is 1 to the last bit below.
      const excess = relu(sub(add(norm(f), EPSILON), c));
      const factor = div(c, add(excess, c));
      return f.map((fi) => mul(fi, factor));
    },
  };
}
