import { decay } from '../../core/check.ts';
import { add, mul, sub } from '../../engine/tensors/operations.ts';
import type { Solver } from '../integrate/solver.ts';
import { optimizer } from './optimizer.ts';

/**
 * Heavy ball: v ← βv + g, θ ← θ − ηv, in PyTorch's convention (torch.optim.SGD, dampening 0).
 *
 * At a constant η it is Polyak's θ ← θ − ηg + β(θ − θ₋), USSR Comput. Math. Math. Phys. 4(5) (1964)
 * 1–17, since −ηv is then the last displacement; when η changes, v keeps the gradients' scale and
 * Polyak's form that of the displacement. Small steps follow gradient flow at 1/(1 − β) times its speed. On a
 * quadratic it is stable for ηλ < 2 + 2β.
 *
 * @throws RangeError unless 0 ≤ β < 1
 */
export function heavyBall(beta: number): Solver {
  decay('beta', beta);
  return optimizer({
    name: 'heavy-ball',
    carries: ['v'],
    update({ theta, g, carried: [v], eta }) {
      const next = add(mul(v!, beta), g);
      return [sub(theta, mul(next, eta)), next];
    },
  });
}

/**
 * Nesterov's accelerated gradient: v ← βv + g, θ ← θ − η(g + βv), in PyTorch's convention.
 *
 * θ is the point at which gradients are taken, y of Nesterov, Soviet Math. Dokl. 27 (1983) 372–376, with
 * a constant β; Sutskever, Martens, Dahl & Hinton, ICML 2013, §2, write the other point, θ + ηβv. On a
 * quadratic it is stable for ηλ < (2 + 2β)/(1 + 2β).
 *
 * @throws RangeError unless 0 ≤ β < 1
 */
export function nesterov(beta: number): Solver {
  decay('beta', beta);
  return optimizer({
    name: 'nesterov',
    carries: ['v'],
    update({ theta, g, carried: [v], eta }) {
      const next = add(mul(v!, beta), g);
      return [sub(theta, mul(add(g, mul(next, beta)), eta)), next];
    },
  });
}
