import { significant } from '../../core/format.ts';
import type { Interval } from '../../core/range.ts';
import { compare } from '../../stats/judge.ts';
import { summary } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { bySeed, slackOf, threshold } from '../arms/quantity.ts';
import { plural } from '../arms/wording.ts';

/** The measured threshold of one arm against 2/λ₀ of the same seeds. */
export interface Stability {
  readonly arm: string;
  /** Geometric mean of η_max λ₀ / 2 over seeds. */
  readonly ratio: number;
  /** 95 % Student t interval of the logarithm, widened by brackets, exponentiated; null for one seed. */
  readonly interval: Interval | null;
  readonly n: number;
  readonly sentence: string;
}

/** η_max λ₀ / 2 of an arm; null where no seed has both. */
export function stabilityOf(arm: Arm): Stability | null {
  const starts = bySeed(arm, 'initialSharpness');
  const logs = [...bySeed(arm, 'threshold')].flatMap(([seed, eta]) => {
    const product = (eta * (starts.get(seed) ?? Number.NaN)) / 2;
    return product > 0 ? [Math.log(product)] : [];
  });
  if (logs.length === 0) return null;
  const { n, mean, interval: sampled } = summary(logs);
  const slack = slackOf(arm, threshold, [...bySeed(arm, 'threshold').keys()]);
  const interval: Interval = [sampled[0] - slack, sampled[1] + slack];
  const ends: Interval | null = n === 1 ? null : [Math.exp(interval[0]), Math.exp(interval[1])];
  const side = n === 1 ? 'cannot tell' : compare(interval);
  const says =
    n === 1
      ? 'one seed, so no interval and no verdict'
      : side === 'cannot tell'
        ? 'cannot be told from 2/λ₀'
        : `${side} 2/λ₀`;
  const text = ends === null ? '' : ` [${significant(ends[0])}, ${significant(ends[1])}]`;
  return {
    arm: arm.label,
    ratio: Math.exp(mean),
    interval: ends,
    n,
    sentence:
      `The largest stable η of ${arm.label} is ${significant(Math.exp(mean))} ×${text} the value 2/λ₀ at ` +
      `its initial weights (n = ${plural(n, 'seed')}): ${says}.`,
  };
}
