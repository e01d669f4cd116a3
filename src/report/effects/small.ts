import { mean } from '../../stats/summary.ts';
import type { Metric } from '../arms/metric.ts';

/**
 * The size below which an effect is negligible: chosen, and said in every sentence that calls something equal or negligible. Of ratios 5 %, of
 * accuracies half a percentage point, of other differences 5 % of the reference.
 */
export interface Small {
  /** On the scale of the effect: a logarithm for ratios. */
  readonly margin: number;
  /** In words: `5 %`, `half a point`. */
  readonly words: string;
}

/** Ratios this near to 1 are as good as 1. */
const SHARE = 0.05;
/** Ten of 2,000 examples. */
const OF_ACCURACY = 0.005;

/** What is negligible as a ratio. */
export const smallRatio: Small = { margin: Math.log1p(SHARE), words: `${100 * SHARE} %` };

/** What is negligible as a difference to these values of the reference. */
export const smallDifference = ({ column }: Metric, reference: readonly number[]): Small =>
  column?.table === 'accuracy'
    ? { margin: OF_ACCURACY, words: 'half a percentage point' }
    : {
        margin: SHARE * Math.abs(mean(reference)),
        words: smallRatio.words,
      };
