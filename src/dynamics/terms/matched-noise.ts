import {
  add,
  cast,
  greater,
  mul,
  slice,
  sqrt,
  square,
  sub,
  sum,
} from '../../engine/tensors/operations.ts';
import { shapedLike } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Diffusion } from './diffusion.ts';

/** What of a covariance Σ noise has: Σ itself, its diagonal, or a multiple of 1 of its trace. */
export const covariances = ['full', 'diagonal', 'isotropic'] as const;
export type Covariance = (typeof covariances)[number];

/**
 * Noise of the trace of a diffusion's covariance Σ(θ) at every θ, and of no more of its shape than asked for.
 *
 * From one draw z ~ N(0, Σ) and P more normals ζ: `diagonal` is z ∘ sgn ζ, of covariance diag Σ, and `isotropic` ‖z‖ζ/√P, of covariance
 * (tr Σ/P) I; both exactly, at the cost of `full`, where the diagonal itself would take the gradient of every example. Each entry of the first is
 * normal and the second is given ‖z‖, but together they are mixtures of normals: entries are uncorrelated, their sizes are not independent.
 * The comparison of the three is that of Zhu et al., The anisotropic noise in stochastic gradient descent, ICML 2019, §5. P is `parameters`.
 */
export const matched = (full: Diffusion, covariance: Covariance, parameters: number): Diffusion =>
  makers[covariance](full, parameters);

const makers: Readonly<Record<Covariance, (full: Diffusion, P: number) => Diffusion>> = {
  full: (full) => full,
  diagonal: (full, P) =>
    reshuffled(full, P, (z, zeta) =>
      z.map((x, i) => mul(x, sub(mul(cast(greater(zeta[i]!, 0), 'float32'), 2), 1))),
    ),
  isotropic: (full, P) =>
    reshuffled(full, P, (z, zeta) => {
      const total = z.map((x) => sum(square(x))).reduce((a, b) => add(a, b));
      const size = sqrt(mul(total, 1 / P));
      return zeta.map((x) => mul(x, size));
    }),
};

/** A diffusion made of a draw of another and P normals, in shapes those of θ. */
const reshuffled = (
  full: Diffusion,
  P: number,
  made: (z: Params, zeta: Params) => Tensor[],
): Diffusion => ({
  normals: full.normals + P,
  work: full.work,
  apply(theta, xi) {
    const z = full.apply(theta, slice(xi, [0], [full.normals]));
    return made(z, shapedLike(theta, slice(xi, [full.normals], [P])));
  },
});
