import { significant } from '../core/format.ts';
import { holds, type Interval, misses, type Range } from '../core/range.ts';
import { valuesNeeded } from './power.ts';
import { LEVEL, studentQuantile, tailOf } from './student.ts';

export type Outcome = 'supported' | 'refuted' | 'inconclusive' | 'not reached';

/** What the data say about a prediction. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly predicted: Range;
  /** Null where the regime was not reached. */
  readonly measured: Interval | null;
  /** Samples behind the interval. */
  readonly n: number;
  /** About how many samples would settle an inconclusive verdict; absent where no practical number would. */
  readonly nNeeded?: number;
  /** One sentence with the numbers in it. */
  readonly reason: string;
}

/**
 * Inside the prediction: supported. Outside it: refuted. Astride an edge: inconclusive.
 *
 * The edges belong to the prediction. An interval with NaN is inconclusive.
 *
 * @example
 * judge({ low: 1.9, high: 2.1 }, [1.98, 2.03], 8).outcome // => 'supported'
 * judge({ low: 1.9, high: 2.1 }, [2.05, 2.4], 8).outcome // => 'inconclusive'
 * judge({ low: 1.9, high: 2.1 }, [2.3, 2.4], 8).outcome // => 'refuted'
 */
export function judge(predicted: Range, measured: Interval, n: number): Verdict {
  const verdict = (outcome: Outcome, where: string) => ({
    outcome,
    predicted,
    measured,
    n,
    reason: `${show(measured)} (n = ${n}) ${where} the predicted ${showRange(predicted)}.`,
  });
  if (holds(predicted, measured)) return verdict('supported', 'lies inside');
  if (misses(predicted, measured)) return verdict('refuted', 'lies outside');
  const open = verdict('inconclusive', 'is astride an edge of');
  const nNeeded = samplesNeeded(predicted, measured, n);
  if (Number.isNaN(nNeeded)) return open;
  if (nNeeded === Number.POSITIVE_INFINITY)
    return {
      ...open,
      reason: `${open.reason} No number of samples that is practical would tell.`,
    };
  return { ...open, nNeeded, reason: `${open.reason} About ${nNeeded} samples would tell.` };
}

/** The verdict where the regime of the claim was never entered; `reason` is one sentence. */
export function notReached(predicted: Range, n: number, reason: string): Verdict {
  return { outcome: 'not reached', predicted, measured: null, n, reason };
}

/**
 * Where an interval lies relative to a number: wholly below it, wholly above it, or neither.
 *
 * An interval that touches the number, or holds NaN, cannot tell.
 */
export function compare([low, high]: Interval, against = 0): 'below' | 'above' | 'cannot tell' {
  if (low <= high && high < against) return 'below';
  if (low <= high && low > against) return 'above';
  return 'cannot tell';
}

/**
 * The n with which the t interval about the same middle, with the same spread, clears the nearest edge of the
 * prediction four times in five; ∞ where ten times the samples would not do.
 *
 * From the power of the t test at effect (d − slack)/s: d the distance of the middle from the edge, s the
 * standard deviation behind the interval, slack the part of its half-width that does not shrink with n, as of a
 * certified bracket. ∞ where slack ≥ d: no number of samples tells what is finer than the measurement. A guess
 * from one sample, whose middle and spread will move, hence the bound. NaN for an interval without ends, or n < 2.
 */
export function samplesNeeded(
  predicted: Range,
  [low, high]: Interval,
  n: number,
  slack = 0,
): number {
  const half = (high - low) / 2;
  if (!Number.isFinite(half) || n < 2) return Number.NaN;
  const middle = (low + high) / 2;
  const edge = Math.min(Math.abs(middle - predicted.low), Math.abs(middle - predicted.high));
  const sd = ((half - slack) * Math.sqrt(n)) / studentQuantile(1 - tailOf(LEVEL), n - 1);
  return valuesNeeded((edge - slack) / sd, n);
}

const show = ([low, high]: Interval) => `[${significant(low, 4)}, ${significant(high, 4)}]`;

const showRange = ({ low, high }: Range) => show([low, high]);
