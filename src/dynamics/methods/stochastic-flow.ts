import { nonNegative } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import type { Objective } from '../../objective/objective.ts';
import { constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import type { Term } from '../integrate/term.ts';
import { eulerMaruyama } from '../solvers/euler-maruyama.ts';
import { brownianPath } from '../terms/brownian-path.ts';
import { type Derivatives, descend } from '../terms/descend.ts';
import {
  type BatchNoise,
  type Diffusion,
  diagonal,
  diffuse,
  gradientCovariance,
  isotropic,
} from '../terms/diffusion.ts';
import { type Covariance, matched } from '../terms/matched-noise.ts';
import { descendModified } from '../terms/modified.ts';
import { type Normals, normals } from '../terms/normals.ts';

/** f(θ) with the noise of a diffusion, by Euler–Maruyama at a fixed dt. */
const stochasticFlow = (
  term: Term,
  diffusion: Diffusion,
  dt: number,
  { random, spacing }: Noise,
): Method => ({
  term: diffuse(term, diffusion, normalsOf(diffusion.normals, { random, spacing })),
  solver: eulerMaruyama,
  controller: constant(dt),
});

/** Where a stochastic flow takes its normals from. */
interface Noise {
  readonly random: Rng;
  /** h, of which dt is a multiple: normals are the increments of one Brownian path on the times 0, h, 2h, …; absent: each step draws its own. */
  readonly spacing?: number | undefined;
}

const normalsOf = (m: number, { random, spacing }: Noise): Normals =>
  spacing === undefined ? normals(m, random) : brownianPath(m, spacing, random);

/**
 * dθ = −∇L dt + √(2TD) dW; see `isotropic`, and with D, flat of shape [P], `diagonal`. Stable on a quadratic while dt λ < 2. With a `spacing` its noise is of one Brownian path,
 * see `brownianPath`.
 *
 * @throws RangeError unless T, and every entry of D, is in [0, ∞)
 */
export function langevin(
  objective: Derivatives,
  temperature: number,
  dt: number,
  random: Rng,
  {
    D,
    spacing,
  }: { readonly D?: Float64Array | undefined; readonly spacing?: Noise['spacing'] } = {},
): Method {
  const diffusion =
    D === undefined
      ? isotropic(objective.parameters, temperature)
      : diagonal(D.map((d) => nonNegative('temperature', temperature) * d));
  return stochasticFlow(descend(objective), diffusion, dt, { random, spacing });
}

/** The drifts of the flow of SGD, of weak order 1 and 2 in η. */
export const flowDrifts = ['plain', 'modified'] as const;
export type FlowDrift = (typeof flowDrifts)[number];

/** The noise of mini-batches, and what of its covariance there is to be; absent: all. */
export interface FlowNoise extends BatchNoise {
  readonly covariance?: Covariance;
}

/**
 * dθ = −∇L dt + (ηκC(θ))^{1/2} dW, the flow of SGD; see `gradientCovariance`. Stable on a quadratic while dt λ < 2.
 *
 * Its moments at a fixed time are off those of SGD by O(η). With the drift `modified`, −∇(L + (η/4)‖∇L‖²), and the same
 * noise they are off by O(η²): Li, Tai & E, Stochastic modified equations and adaptive stochastic gradient algorithms,
 * ICML 2017, §3; with proofs JMLR 20 (2019) 1–47. A step adds O(dt) of its own to either, and a product to the cost of the second.
 * With a `covariance` other than full the noise has the trace of SGD's alone; see `matched`.
 */
export const flowOfSgd = (
  objective: Derivatives & Pick<Objective, 'weighted'>,
  { covariance = 'full', ...noise }: FlowNoise,
  dt: number,
  random: Rng,
  drift: FlowDrift = 'plain',
  spacing?: Noise['spacing'],
): Method =>
  stochasticFlow(
    drift === 'plain' ? descend(objective) : descendModified(objective, noise.eta),
    matched(gradientCovariance(objective, noise), covariance, objective.parameters),
    dt,
    { random, spacing },
  );
