import { integerAtLeast, positive } from '../core/check.ts';
import { normalCdf, normalQuantile } from '../core/normal.ts';
import { LEVEL, studentQuantile, tailOf } from './student.ts';

/** The chance with which an effect is to be found, as is the custom; Cohen 1988, §2.4. */
export const POWER = 0.8;

/**
 * The chance that the t interval of the mean of n normal values leaves out 0, where the mean is `effect`
 * standard deviations: P(|T| > t), T noncentral with n − 1 degrees of freedom and δ = effect · √n, t Student's quantile.
 *
 * Cohen 1988, "Statistical power analysis for the behavioral sciences", §2.5 (case 3). By Simpson's rule over the
 * sample's standard deviation, to 5e-5. Throws RangeError unless n ≥ 2 is an integer and 0 < level < 1.
 */
export function studentPower(effect: number, n: number, level = LEVEL): number {
  const degrees = integerAtLeast('n', n, 2) - 1;
  const t = studentQuantile(1 - tailOf(level), degrees);
  const delta = effect * Math.sqrt(n);
  // T = (Z + δ)/u with u = √(χ²/degrees), whose density is u^{degrees − 1} exp(−degrees u²/2) but for a factor.
  const top = 1 + 7 / Math.sqrt(degrees);
  const h = top / CELLS;
  let weight = 0;
  let found = 0;
  for (let i = 0; i <= CELLS; i++) {
    const u = i * h;
    const simpson = i === 0 || i === CELLS ? 1 : i % 2 === 0 ? 2 : 4;
    // Scaled to 1 at u = 1, so that it neither overflows nor vanishes.
    const density =
      u === 0
        ? Number(degrees === 1) * Math.exp(0.5)
        : Math.exp((degrees - 1) * Math.log(u) - (degrees * (u * u - 1)) / 2);
    if (density < 1e-9) continue;
    weight += simpson * density;
    found += simpson * density * (normalCdf(delta - t * u) + normalCdf(-delta - t * u));
  }
  return found / weight;
}

/**
 * The fewest values, at most `most`, with which the t interval finds a mean of `effect` > 0 standard deviations
 * with the given power; ∞ where `most` are too few.
 *
 * Throws RangeError unless effect > 0 and most ≥ 2 is an integer.
 */
export function sampleSize(
  effect: number,
  most: number,
  { power = POWER, level = LEVEL }: { readonly power?: number; readonly level?: number } = {},
): number {
  integerAtLeast('most', most, 2);
  // With a spread that is known fewer would do, by one or two: start there.
  const normal = normalQuantile(1 - tailOf(level)) + normalQuantile(power);
  let n = Math.max(2, Math.ceil((normal / positive('effect', effect)) ** 2) - 1);
  while (n <= most && studentPower(effect, n, level) < power) n++;
  return n <= most ? n : Number.POSITIVE_INFINITY;
}

/**
 * The mean, in standard deviations, that the t interval of n values tells from 0 with the given power: the effect at which
 * `studentPower` is `power`, by halving.
 *
 * Throws RangeError unless n ≥ 2 is an integer.
 */
export function smallestEffect(
  n: number,
  { power = POWER, level = LEVEL }: { readonly power?: number; readonly level?: number } = {},
): number {
  let [low, high] = [0, 1];
  while (studentPower(high, n, level) < power) high *= 2;
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (studentPower(middle, n, level) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** A sample tells what to expect of one so many times as large, and hardly more; a bound of our own. */
const MOST_TIMES = 10;

/**
 * The values, more than the n there are and at most ten times as many, with which the t interval finds a mean of `effect` standard
 * deviations four times in five; ∞ where they would not do, or for an effect that is not above 0. Without spread (effect = ∞) one more does.
 */
export function valuesNeeded(effect: number, n: number, level = LEVEL): number {
  if (!(effect > 0)) return Number.POSITIVE_INFINITY;
  return Number.isFinite(effect)
    ? Math.max(n + 1, sampleSize(effect, MOST_TIMES * n, { level }))
    : n + 1;
}

const CELLS = 200; // even, as Simpson's rule wants
