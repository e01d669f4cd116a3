import { nonNegative } from '../../core/check.ts';
import { shapedLike } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { axpy } from '../integrate/params-algebra.ts';
import { drifts, type Term } from '../integrate/term.ts';
import { total } from '../integrate/work.ts';
import type { Diffusion } from './diffusion.ts';
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
  return drawing(term, xi, (theta, own, drift) => axpy(sigma, shapedLike(theta, own), drift));
}

/**
 * f(θ) + B(θ) ξ with the B of a diffusion and ξ ~ N(0, I) anew each step: noise of a covariance BBᵀ that changes with θ on the gradient of any training method.
 *
 * With the noise of mini-batches at η = 1, of covariance κC(θ), the steps of a method on full gradients are those of the method on mini-batches
 * but for the law of their noise, which is Gaussian: Zhu et al., The anisotropic noise in stochastic gradient descent, ICML 2019, §5, for descent; Wu et al., On the
 * noisy gradient descent that generalizes as SGD, ICML 2020, §3. Costs what the diffusion does.
 */
export const perturbAlike = (term: Term, diffusion: Diffusion, xi: Normals): Term => ({
  ...drawing(term, xi, (theta, own, drift) => axpy(1, diffusion.apply(theta, own), drift)),
  work: total(drifts(term, 1), diffusion.work),
});

/** A term whose drift takes normals of its own, after what the term is fed. */
function drawing(
  term: Term,
  xi: Normals,
  made: (theta: Params, own: Tensor, drift: Params) => Tensor[],
): Term {
  const { jacobian: _, loss, noise, ...rest } = term;
  return {
    ...rest,
    ...(loss && { loss: (theta, feeds) => loss(theta, feeds.slice(0, -1)) }),
    ...(noise && { noise: (theta, feeds) => noise(theta, feeds.slice(0, -1)) }),
    drift: (theta, feeds) => made(theta, feeds.at(-1)!, term.drift(theta, feeds.slice(0, -1))),
    feeds: (at) => [...(term.feeds?.(at) ?? []), xi(at.step)],
  };
}
