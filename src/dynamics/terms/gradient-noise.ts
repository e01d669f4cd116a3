import { nonNegative } from '../../core/check.ts';
import { shapedLike } from '../../engine/tensors/params.ts';
import { axpy } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';
import type { Normals } from './normals.ts';

/**
 * f(θ) + σξ with ξ ~ N(0, I) anew each step, shape [P]: isotropic noise on the gradient of any training method.
 *
 * Under Euler's method θ ← θ + η(f(θ) + σξ), the step of Langevin dynamics of T = ησ²/2 at dt = η.
 * Neelakantan et al., Adding gradient noise improves learning for very deep networks, 2015, §3, there
 * with σ falling in time.
 *
 * @throws RangeError unless σ is non-negative and finite
 */
export function perturb(term: Term, sigma: number, xi: Normals): Term {
  nonNegative('sigma', sigma);
  const { jacobian: _, loss, noise, ...rest } = term;
  return {
    ...rest,
    ...(loss && { loss: (theta, feeds) => loss(theta, feeds.slice(0, -1)) }),
    ...(noise && { noise: (theta, feeds) => noise(theta, feeds.slice(0, -1)) }),
    drift: (theta, feeds) =>
      axpy(sigma, shapedLike(theta, feeds.at(-1)!), term.drift(theta, feeds.slice(0, -1))),
    feeds: (at) => [...(term.feeds?.(at) ?? []), xi(at.step)],
  };
}
