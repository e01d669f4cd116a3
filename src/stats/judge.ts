import { significant } from '../core/format.ts';
import { holds, type Interval, misses, type Range } from '../core/range.ts';

export type Outcome = 'supported' | 'refuted' | 'inconclusive' | 'not reached';

/** What the data say about a prediction. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly predicted: Range;
  /** Null where the regime was not reached. */
  readonly measured: Interval | null;
  /** Samples behind the interval. */
  readonly n: number;
  /** About how many samples would settle an inconclusive verdict; absent where nobody can say. */
  readonly nNeeded?: number;
  /** One sentence with the numbers in it. */
  readonly because: string;
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
    because: `${show(measured)} (n = ${n}) ${where} the predicted ${showRange(predicted)}.`,
  });
  if (holds(predicted, measured)) return verdict('supported', 'lies inside');
  if (misses(predicted, measured)) return verdict('refuted', 'lies outside');
  const open = verdict('inconclusive', 'is astride an edge of');
  const nNeeded = samplesNeeded(predicted, measured, n);
  if (!Number.isFinite(nNeeded)) return open;
  return { ...open, nNeeded, because: `${open.because} About ${nNeeded} samples would tell.` };
}

/** The verdict where the regime of the claim was never entered; `because` is one sentence. */
export function notReached(predicted: Range, n: number, because: string): Verdict {
  return { outcome: 'not reached', predicted, measured: null, n, because };
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
 * The n at which an interval that shrinks as 1/√n about its middle would clear the nearest edge.
 *
 * n′ = n (w / d)², w the half-width and d the distance of the middle from the edge. A guess from one
 * sample: the middle will move. ∞ where the middle is on the edge, NaN for an unbounded interval.
 */
export function samplesNeeded(predicted: Range, [low, high]: Interval, n: number): number {
  const middle = (low + high) / 2;
  const d = Math.min(Math.abs(middle - predicted.low), Math.abs(middle - predicted.high));
  return Math.ceil(n * ((high - low) / 2 / d) ** 2);
}

const show = ([low, high]: Interval) => `[${significant(low, 4)}, ${significant(high, 4)}]`;

const showRange = ({ low, high }: Range) => show([low, high]);
