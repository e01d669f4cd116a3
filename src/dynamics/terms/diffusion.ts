import { nonNegative, positive } from '../../core/check.ts';
import { mean, mul, sub } from '../../engine/tensors/operations.ts';
import { shapedLike } from '../../engine/tensors/params.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import { batchVariance } from '../../stats/means/batch-variance.ts';
import { axpy } from '../integrate/params-algebra.ts';
import { drifts, type Term } from '../integrate/term.ts';
import { total, type Work } from '../integrate/work.ts';
import type { IndependentSampling } from './batches.ts';
import type { Normals } from './normals.ts';

/** B(θ) of dθ = f(θ) dt + B(θ) dW, with BBᵀ = 2D the covariance of the noise per unit of training time. */
export interface Diffusion {
  /** m, the components of W. */
  readonly normals: number;
  /** B(θ) ξ for ξ of shape [m]. Shapes those of θ. */
  apply(theta: Params, xi: Tensor): Tensor[];
  /** What one product costs. */
  readonly work: Work;
}

const free: Work = { gradients: 0, hvps: 0 };

/**
 * B = √(2T) I: the same noise on each of P weights.
 *
 * With the drift −∇L it is overdamped Langevin dynamics, of stationary density ∝ e^{−L/T}; Pavliotis,
 * Stochastic Processes and Applications, 2014, §4.5.
 *
 * @throws RangeError unless T is non-negative and finite
 */
export function isotropic(parameters: number, temperature: number): Diffusion {
  const size = Math.sqrt(2 * nonNegative('temperature', temperature));
  return {
    normals: parameters,
    work: free,
    apply: (theta, xi) => shapedLike(theta, mul(xi, size)),
  };
}

/**
 * B = diag(√(2D)) with a fixed D ≥ 0, flat in the order of θ, shape [P].
 *
 * @throws RangeError unless every entry is in [0, ∞)
 */
export function diagonal(D: Float64Array): Diffusion {
  const wrong = D.findIndex((d) => !(d >= 0 && d < Number.POSITIVE_INFINITY));
  if (wrong >= 0)
    throw new RangeError(`invalid diagonal; entry ${wrong} not in [0, ∞): ${D[wrong]}`);
  const sizes = D.map((d) => Math.sqrt(2 * d));
  return {
    normals: D.length,
    work: free,
    // Made while the noise is traced, so that it is a constant of its graph.
    apply: (theta, xi) => shapedLike(theta, mul(xi, tensor(sizes, [sizes.length]))),
  };
}

export interface BatchNoise {
  /** η of the SGD whose noise it is. */
  readonly eta: number;
  /** B, in 1 … n. */
  readonly batch: number;
  readonly sampling: IndependentSampling;
}

/**
 * B(θ) ξ = √(η κ/n) Σᵢ (ξᵢ − ξ̄) gᵢ(θ), the noise of mini-batches, exact at every θ.
 *
 * Its covariance is η κ C with C = (1/n) Σᵢ (gᵢ − ḡ)(gᵢ − ḡ)ᵀ over the gradients gᵢ of the n examples, and κC
 * that of a mini-batch's mean gradient; for κ see `batchVariance`. So dθ = −∇L dt + (ηκC)^{1/2} dW is the stochastic
 * modified equation of SGD, of weak order 1 in η: Li, Tai & E, ICML 2017, §2. At dt = η its Euler–Maruyama step is that
 * of SGD with Gaussian noise of the same covariance; the weighting of examples is that of Wu et al., On the noisy
 * gradient descent that generalizes as SGD, ICML 2020, §3. One product costs a gradient on the full batch.
 *
 * @throws RangeError unless η is positive and 1 ≤ B ≤ n; Error if the objective is no mean over examples
 */
export function gradientCovariance(
  objective: Pick<Objective, 'examples' | 'weighted'>,
  { eta, batch, sampling }: BatchNoise,
): Diffusion {
  const { examples: n, weighted } = objective;
  positive('eta', eta);
  if (weighted === undefined)
    throw new Error('the noise of mini-batches needs an objective that is a mean over examples');
  if (!(Number.isInteger(batch) && batch >= 1 && batch <= n))
    throw new RangeError(`invalid batch; not in 1 … ${n}: ${batch}`);
  const kappa = batchVariance(n, batch, sampling === 'with-replacement' ? 'with' : 'without');
  const size = Math.sqrt((eta * kappa) / n);
  return {
    normals: n,
    work: { gradients: 1, hvps: 0 },
    apply: (theta, xi) => weighted(theta, mul(sub(xi, mean(xi)), size)),
  };
}

/**
 * dθ = f(θ) dt + B(θ) dW: a term with the noise of a diffusion beside its own randomness, and its own noise, if it has any.
 *
 * The increment of W over a step is √dt ξ. A step cut short, as for weights at a time between two steps, takes
 * the same ξ from `normals`, and the increment of its own time from a `brownianPath`.
 */
export function diffuse(term: Term, diffusion: Diffusion, xi: Normals): Term {
  const { jacobian: _, loss, noise, ...rest } = term;
  return {
    ...rest,
    ...(loss && { loss: (theta, feeds) => loss(theta, feeds.slice(0, -1)) }),
    drift: (theta, feeds) => term.drift(theta, feeds.slice(0, -1)),
    noise(theta, feeds) {
      const own = diffusion.apply(theta, feeds.at(-1)!);
      return noise === undefined ? own : axpy(1, noise(theta, feeds.slice(0, -1)), own);
    },
    work: total(drifts(term, 1), diffusion.work),
    feeds: (at) => [...(term.feeds?.(at) ?? []), xi(at.step, at)],
  };
}
