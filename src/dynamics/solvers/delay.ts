import { integerAtLeast, nonNegative } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';

/** How many steps old the weights are at which a step takes its gradient. */
export interface Delay {
  /** D, the largest delay. */
  readonly most: number;
  /** d of a step, in 0 … D; a pure function of the step. */
  at(step: number): number;
}

/** d in every step. @throws RangeError unless d is an integer ≥ 0 */
export function fixedDelay(d: number): Delay {
  integerAtLeast('d', d, 0);
  return { most: d, at: () => d };
}

/** Uniform on 0 … D, drawn anew each step. @throws RangeError unless D is an integer ≥ 0 */
export function uniformDelay(most: number, random: Rng): Delay {
  integerAtLeast('most', most, 0);
  return { most, at: (step) => random.fork('delay', step).integer(most + 1) };
}

/**
 * P(d = j) = (1 − q) qʲ with q = μ/(1 + μ), of mean μ; longer delays than D count as D.
 *
 * The staleness of workers whose times are exponential: Mitliagkas, Zhang, Hadjis & Ré, Asynchrony begets momentum,
 * Allerton 2016, where the mean path of θ is that of heavy ball with β = q and the rate (1 − q)η.
 *
 * @throws RangeError unless μ is non-negative and finite, and D an integer ≥ 0
 */
export function geometricDelay(mean: number, most: number, random: Rng): Delay {
  nonNegative('mean', mean);
  integerAtLeast('most', most, 0);
  // log(μ/(1 + μ)), which does not round to 0 for a large μ.
  const logQ = -Math.log1p(1 / mean);
  return {
    most,
    at(step) {
      // d ≥ j where U < qʲ; 1 − u is never 0, and −∞ in the denominator gives 0.
      const u = 1 - random.fork('delay', step).uniform();
      return Math.min(most, Math.floor(Math.log(u) / logQ));
    },
  };
}
