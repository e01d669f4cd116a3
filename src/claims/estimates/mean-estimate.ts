import { holds, type Interval, misses, type Range } from '../../core/range.ts';
import { evidenceOf, meanEdges } from '../../stats/one-sided.ts';
import { valuesNeeded } from '../../stats/power.ts';
import { studentQuantile, tailOf } from '../../stats/student.ts';
import { mean, standardError } from '../../stats/summary.ts';
import type { Quantity } from '../table/value.ts';
import type { Estimation, NoEstimation } from './part.ts';

/** How numbers a unit are taken together. */
export interface MeanOptions {
  readonly level: number;
  /** No chance: one number with its numerical error. */
  readonly computed: boolean;
  /** Each number is what all units but one say. */
  readonly jackknife?: boolean;
  /** The interval is never narrower than this about its middle: one step of a count. */
  readonly grain?: number;
}

/** Values this near to each other are one value: rounding. */
const ROUNDING = 1e-9;

/**
 * The mean of one number a unit, each known between two ends: Student's interval, from the lower ends below and
 * from the upper ends above, since an error that is no chance does not average out.
 *
 * With `jackknife` each number is what all units but one say: Student's interval of Tukey's pseudo-values about their mean, whose standard
 * error is √((n − 1)/n Σ (θ₍ᵢ₎ − θ̄)²). Tukey 1958, Annals of Mathematical Statistics 29, 614; Efron & Tibshirani 1993, §11.
 *
 * Imbens & Manski 2004, Econometrica 72, §2. Units that agree to rounding have no spread, from which anything would be certain: then
 * the ends themselves are the interval, and without any there is none.
 */
export function meanEstimate(
  quantities: readonly Quantity[],
  target: Range,
  { level, computed, jackknife = false, grain = 0 }: MeanOptions,
): Estimation | NoEstimation {
  const n = quantities.length;
  const [values, lows, highs] = (['value', 'low', 'high'] as const).map((end) => {
    const own = quantities.map((q) => q[end]);
    return jackknife ? pseudoValues(own) : own;
  }) as [number[], number[], number[]];
  const estimate = mean(values);
  const certain: Interval = [mean(lows) - grain, mean(highs) + grain];
  if (computed) return decided(estimate, certain, target, 'computed');
  if (n < 2) return { undefined: 'one unit gives no interval' };
  if (!hasSpread(lows) && !hasSpread(highs)) {
    if (certain[1] > certain[0]) return decided(estimate, certain, target, 'measurement');
    return {
      undefined:
        `the ${n} units agree to rounding, and a spread of 0 would make anything certain; ` +
        'say units: none if no chance is in it',
    };
  }
  const evidence = evidenceOf(target, meanEdges(lows, highs));
  const t = studentQuantile(1 - tailOf(level), n - 1);
  const reach = (xs: readonly number[]) => (xs.every(Number.isFinite) ? t * standardError(xs) : 0);
  const interval: Interval = [
    Math.min(certain[0] + grain - reach(lows), estimate - grain),
    Math.max(certain[1] - grain + reach(highs), estimate + grain),
  ];
  const coarse = grain > 0 && !holds(target, [estimate - grain, estimate + grain]);
  const slack = Math.max(estimate - mean(lows), mean(highs) - estimate);
  return {
    ...{ estimate, interval, basis: 'units' },
    inside: coarse ? 1 : evidence.inside,
    outside:
      grain > 0 && !misses(target, [estimate - grain, estimate + grain]) ? 1 : evidence.outside,
    ...prospects({ n, estimate, target, slack }, values),
  };
}

/** Of what all units but one say: as far apart as what each unit says of the whole, about the same mean. */
function pseudoValues(without: readonly number[]): readonly number[] {
  const middle = mean(without);
  return without.map((x) => middle + (without.length - 1) * (middle - x));
}

const hasSpread = (xs: readonly number[]): boolean => {
  if (!xs.every(Number.isFinite)) return xs.some(Number.isFinite);
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  return most - least > ROUNDING * Math.max(Math.abs(least), Math.abs(most));
};

/** What is certain needs no level: inside, outside, or astride for good. */
function decided(
  estimate: number,
  interval: Interval,
  target: Range,
  basis: Estimation['basis'],
): Estimation {
  return {
    ...{ estimate, interval, basis },
    inside: holds(target, interval) ? 0 : 1,
    outside: misses(target, interval) ? 0 : 1,
    needed: () => Number.POSITIVE_INFINITY,
    distance: Number.NaN,
  };
}

interface Found {
  readonly n: number;
  readonly estimate: number;
  readonly target: Range;
  readonly slack: number;
}

function prospects(
  { n, estimate, target, slack }: Found,
  values: readonly number[],
): Pick<Estimation, 'needed' | 'distance' | 'spread'> {
  const error = values.every(Number.isFinite) ? standardError(values) : Number.NaN;
  const edge = Math.min(Math.abs(estimate - target.low), Math.abs(estimate - target.high));
  return {
    distance: edge / error,
    spread: { sd: error * Math.sqrt(n), of: 'numbers' },
    needed: (level) => {
      const effect = (edge - slack) / (error * Math.sqrt(n));
      return Number.isNaN(effect) ? Number.NaN : valuesNeeded(effect, n, level);
    },
  };
}
