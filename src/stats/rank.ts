import type { Rng } from '../core/random.ts';
import type { Interval } from '../core/range.ts';
import { type BootstrapOptions, percentileInterval } from './bootstrap.ts';
import { paired } from './paired.ts';
import { LEVEL, tailOf } from './student.ts';

/** A rank correlation with its interval. */
export interface RankCorrelation {
  readonly n: number;
  /** Kendall's τ-b in [−1, 1]; NaN where a variable is constant. */
  readonly tau: number;
  /** Percentile bootstrap over pairs, but a certified bound where τ = ±1; [−1, 1] where τ is NaN. */
  readonly interval: Interval;
}

/**
 * Kendall's τ-b with an interval: percentile bootstrap over the pairs (xᵢ, yᵢ), drawn from `rng`.
 *
 * Of 8 to 15 normal pairs, 500 trials each, it covers 96 to 98 % at the level 95 %. BCa covers 97 to
 * 99 % and is 1 to 14 % wider, so the simpler interval is the better one here.
 *
 * Where all pairs agree every resample agrees too, and the bootstrap would claim no error at all;
 * there the far end is a certified bound instead. Throws RangeError unless the lengths agree,
 * and as `percentileInterval` does.
 */
export function rankCorrelation(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  rng: Rng,
  options: BootstrapOptions = {},
): RankCorrelation {
  const n = xs.length;
  const tau = kendallTau(xs, ys);
  if (Number.isNaN(tau)) return { n, tau, interval: [-1, 1] };
  if (Math.abs(tau) === 1) {
    const bound = agreementBound(distinctPairs(xs, ys), options.level ?? LEVEL);
    return { n, tau, interval: tau > 0 ? [bound, 1] : [-1, -bound] };
  }
  const pairs = Array.from(xs, (x, i) => [x, ys[i]!] as const);
  const statistic = (sample: readonly (readonly [number, number])[]) =>
    kendallTau(
      sample.map(([x]) => x),
      sample.map(([, y]) => y),
    );
  return { n, tau, interval: percentileInterval(pairs, statistic, rng, options) };
}

/**
 * Kendall's τ-b = (C − D) / √((N − Tx)(N − Ty)): N pairs, C concordant, D discordant, T tied.
 *
 * Kendall 1945, "The treatment of ties in ranking problems". In O(n²): n is a number of runs. NaN
 * where a variable is constant or any value is NaN; throws RangeError unless the lengths agree.
 */
export function kendallTau(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  paired(xs, ys);
  let score = 0; // C − D
  let untiedX = 0; // N − Tx
  let untiedY = 0; // N − Ty
  for (let i = 0; i < xs.length; i++) {
    for (let j = 0; j < i; j++) {
      // Signs of the comparison, not of the difference: ∞ − ∞ is NaN and tiny differences underflow.
      const a = order(xs[i]!, xs[j]!);
      const b = order(ys[i]!, ys[j]!);
      score += a * b;
      untiedX += a * a;
      untiedY += b * b;
    }
  }
  return score / Math.sqrt(untiedX * untiedY);
}

const order = (a: number, b: number) => (a > b ? 1 : a < b ? -1 : a === b ? 0 : Number.NaN);

// k independent pairs all agree with probability ((1 + τ)/2)ᵏ. Setting it to the tail probability
// gives the smallest τ the data allow at this level. Conservative: it uses disjoint pairs only.
function agreementBound(k: number, level: number): number {
  return 2 * tailOf(level) ** (1 / k) - 1;
}

// Disjoint pairs, without ties, that the sample holds for certain.
function distinctPairs(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const distinct = Math.min(new Set(Array.from(xs)).size, new Set(Array.from(ys)).size);
  return Math.floor(distinct / 2);
}
