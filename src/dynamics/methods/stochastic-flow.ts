import { nonNegative } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import { constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { axpy } from '../integrate/params-algebra.ts';
import { type Clock, drifts, type Term } from '../integrate/term.ts';
import { total } from '../integrate/work.ts';
import { eulerMaruyama } from '../solvers/euler-maruyama.ts';
import {
  type BatchNoise,
  type Diffusion,
  diagonal,
  gradientCovariance,
  isotropic,
} from '../terms/diffusion.ts';
import { type Derivatives, descend } from './descent.ts';
import { descendModified } from './modified-flow.ts';

/** ξ of a step, standard normal numbers of shape [m]; a pure function of the step, and of its clock on a path. */
export type Normals = (step: number, at?: Clock) => Float32Array;

/** m normals a step, from a stream keyed by the step, so that a run can resume anywhere. */
export const normals =
  (m: number, random: Rng): Normals =>
  (step) =>
    Float32Array.from(random.fork('noise', step).normals(m));

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

/** f(θ) with the noise of a diffusion, by Euler–Maruyama at a fixed dt. */
const stochasticFlow = (term: Term, diffusion: Diffusion, dt: number, random: Rng): Method => ({
  term: diffuse(term, diffusion, normals(diffusion.normals, random)),
  solver: eulerMaruyama,
  controller: constant(dt),
});

/**
 * dθ = −∇L dt + √(2TD) dW; see `isotropic`, and with D, flat of shape [P], `diagonal`. Stable on a quadratic while dt λ < 2.
 *
 * @throws RangeError unless T, and every entry of D, is in [0, ∞)
 */
export function langevin(
  objective: Derivatives,
  temperature: number,
  dt: number,
  random: Rng,
  D?: Float64Array,
): Method {
  const diffusion =
    D === undefined
      ? isotropic(objective.parameters, temperature)
      : diagonal(D.map((d) => nonNegative('temperature', temperature) * d));
  return stochasticFlow(descend(objective), diffusion, dt, random);
}

/** The drifts of the flow of SGD, of weak order 1 and 2 in η. */
export const flowDrifts = ['plain', 'modified'] as const;
export type FlowDrift = (typeof flowDrifts)[number];

/**
 * dθ = −∇L dt + (ηκC(θ))^{1/2} dW, the flow of SGD; see `gradientCovariance`. Stable on a quadratic while dt λ < 2.
 *
 * Its moments at a fixed time are off those of SGD by O(η). With the drift `modified`, −∇(L + (η/4)‖∇L‖²), and the same
 * noise they are off by O(η²): Li, Tai & E, Stochastic modified equations and adaptive stochastic gradient algorithms,
 * ICML 2017, §3; with proofs JMLR 20 (2019) 1–47. A step adds O(dt) of its own to either, and a product to the cost of the second.
 */
export const flowOfSgd = (
  objective: Derivatives,
  noise: BatchNoise,
  dt: number,
  random: Rng,
  drift: FlowDrift = 'plain',
): Method =>
  stochasticFlow(
    drift === 'plain' ? descend(objective) : descendModified(objective, noise.eta),
    gradientCovariance(objective, noise),
    dt,
    random,
  );
