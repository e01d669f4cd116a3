import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { axpy, dot } from '../../linalg/float64.ts';
import { summary } from '../../stats/summary.ts';
import type { LossFunction } from './loss-at.ts';
import type { Region } from './region.ts';

export interface AscentOptions {
  /** Steps of each ascent at most, ≥ 1. */
  readonly steps: number;
  /** Ascents, ≥ 2: the first from 0, where there is a slope, the others from random points. */
  readonly restarts: number;
  /** Requested error relative to the rise, > 0. */
  readonly tolerance: number;
  readonly random: Rng;
}

/**
 * Share of the tolerance that the gap must reach: beside a summit little higher than another the gap is smaller than
 * what is missing by their relative difference. On a network of 26,506 weights a share of 1 left 5–10 %; by trial.
 */
const SETTLED = 0.01;

/** Share of the promised rise that a step must bring; Nocedal & Wright, Numerical Optimization (2006), §3.1. */
const ARMIJO = 1e-4;

/** Shorter steps to try before an ascent ends; by trial. */
const SHORTER = 12;

/**
 * The largest rise L(x + Tu) − L(x) over a convex set of u, by projected gradient ascent from several starts.
 *
 * With h = T∇L(x + Tu), u moves towards P(u + ηh) by the first t of 1, … that raises L enough. Where L was concave
 * along the last step, η = ‖Δu‖²/(−⟨Δu, Δh⟩); elsewhere η = ∞, the point s of the set with the largest ⟨h, s⟩.
 * So no step size is to be chosen, and the search depends on T and L alone. It is the spectral projected gradient of
 * Birgin, Martínez & Raydan, SIAM J. Optim. 10 (2000), held to rise at each step, and for convex L the generalised
 * power method of Journée, Nesterov, Richtárik & Sepulchre, JMLR 11 (2010).
 *
 * `value` is the best of the ascents, so a lower bound of the maximum. `stderr` is the standard deviation over
 * them, or the best one's gap ⟨h, s − u⟩ ≥ 0 where that is larger: 0 at a stationary point, and for concave L a
 * bound of what is missing. An ascent ends at a gap of tolerance · rise/100. Not converged unless the best one's is at
 * most tolerance · rise and a second one came within tolerance · rise of it. Where L is not finite the value is NaN,
 * not converged.
 *
 * @throws RangeError unless steps ≥ 1 and restarts ≥ 2 are integers and tolerance is in (0, ∞)
 */
export function largestRise(
  { gradient }: Pick<LossFunction, 'gradient'>,
  x: Float64Array,
  region: Region,
  { steps, restarts, tolerance, random }: AscentOptions,
): { readonly base: number; readonly rise: Estimate } {
  integerAtLeast('steps', steps, 1);
  integerAtLeast('restarts', restarts, 2);
  positive('tolerance', tolerance);
  const start = performance.now();
  const { scale } = region;
  let gradients = 0;
  const at = (u: Float64Array): AscentPoint => {
    gradients++;
    const { value, gradient: g } = gradient(x.map((xi, i) => xi + scale[i]! * u[i]!));
    return { u, value, slope: g.map((gi, i) => scale[i]! * gi) };
  };
  const origin = at(new Float64Array(x.length));
  const level = origin.slope.every((s) => s === 0);
  const ends = Array.from({ length: restarts }, (_, k) => {
    const from = k === 0 && !level ? origin : at(region.random(random.fork('start', k)));
    return climb(at, from, origin.value, region, steps, SETTLED * tolerance);
  }).sort((a, b) => b.rise - a.rise);
  const cost = costSince(start, { gradients });
  if (!ends.every(({ rise }) => Number.isFinite(rise))) {
    const none = { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
    return { base: origin.value, rise: none };
  }
  const [best, second] = ends as [End, End];
  const allowed = tolerance * best.rise;
  return {
    base: origin.value,
    rise: {
      value: best.rise,
      stderr: Math.max(summary(ends.map(({ rise }) => rise)).sd, best.gap),
      cost,
      converged: best.gap <= allowed && best.rise - second.rise <= allowed,
    },
  };
}

/** A point of an ascent. */
interface AscentPoint {
  readonly u: Float64Array;
  /** L(x + Tu) */
  readonly value: number;
  /** h = T∇L(x + Tu) */
  readonly slope: Float64Array;
}

/** What an ascent has reached. */
interface End {
  readonly rise: number;
  readonly gap: number;
}

function climb(
  at: (u: Float64Array) => AscentPoint,
  from: AscentPoint,
  base: number,
  { project, furthest }: Region,
  steps: number,
  settled: number,
): End {
  let here = from;
  let eta = Number.POSITIVE_INFINITY;
  for (let step = 0; ; step++) {
    const { u, slope } = here;
    const corner = furthest(slope);
    const gap = dot(slope, axpy(-1, u, corner));
    const rise = here.value - base;
    const target = eta < Number.POSITIVE_INFINITY ? project(axpy(eta, slope, u)) : corner;
    const next =
      step < steps && gap > settled * rise ? move(at, here, axpy(-1, u, target)) : undefined;
    if (next === undefined) return { rise: Number.isFinite(gap) ? rise : Number.NaN, gap };
    eta = stepSize(here, next);
    here = next;
  }
}

/** ‖Δu‖²/(−⟨Δu, Δh⟩), Barzilai & Borwein, IMA J. Numer. Anal. 8 (1988); ∞ where L is convex along the step. */
function stepSize(from: AscentPoint, to: AscentPoint): number {
  const du = axpy(-1, from.u, to.u);
  const downwards = -dot(du, axpy(-1, from.slope, to.slope));
  return downwards > 0 ? dot(du, du) / downwards : Number.POSITIVE_INFINITY;
}

/** The first point along `way` that is high enough; undefined where round-off hides the slope. */
function move(
  at: (u: Float64Array) => AscentPoint,
  { u, value, slope }: AscentPoint,
  way: Float64Array,
): AscentPoint | undefined {
  const promised = dot(slope, way);
  let t = 1;
  for (let k = 0; k <= SHORTER; k++) {
    const next = at(axpy(t, way, u));
    if (next.value >= value + ARMIJO * t * promised) return next;
    // Where the parabola through both values, with the slope at u, is highest.
    const top = (t * t * promised) / (2 * (value + t * promised - next.value));
    t = top >= 0.1 * t && top <= 0.5 * t ? top : 0.5 * t;
  }
  return undefined;
}
