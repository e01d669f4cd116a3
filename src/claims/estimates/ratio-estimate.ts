import { type Interval, type Range, range } from '../../core/range.ts';
import { ratioOfMeans } from '../../stats/means/ratio.ts';
import { evidenceOf, tailOfMean } from '../../stats/one-sided.ts';
import { mean } from '../../stats/summary.ts';
import { rising } from '../table/arithmetic.ts';
import type { Quantity } from '../table/value.ts';
import { type MeanOptions, meanEstimate } from './mean-estimate.ts';
import { type Estimation, isNoEstimation, type NoEstimation, type Sample } from './part.ts';

/**
 * A ratio a unit against a range of ratios: the geometric mean, by Student on logarithms, where all are positive;
 * else the ratio of the means by Fieller's test, where the lower one can be told from 0.
 */
export function ratioEstimate(
  samples: readonly Sample[],
  target: Range,
  options: MeanOptions,
): Estimation | NoEstimation {
  if (samples.every(({ quantity }) => quantity.value > 0)) {
    const logs = samples.map(({ quantity }) => rising('log', quantity) as Quantity);
    const found = meanEstimate(logs, logRange(target), options);
    if (isNoEstimation(found)) return found;
    const [low, high] = found.interval;
    return {
      ...found,
      estimate: Math.exp(found.estimate),
      interval: [Math.exp(low), Math.exp(high)],
      ...(found.spread && { spread: { ...found.spread, of: 'logarithms' } }),
    };
  }
  if (options.jackknife)
    return { undefined: 'a ratio that is not positive has no interval by the jackknife' };
  const pairs = samples.flatMap(({ pair }) => (pair === undefined ? [] : [pair]));
  if (pairs.length < samples.length) {
    const plain = meanEstimate(
      samples.map(({ quantity }) => quantity),
      target,
      options,
    );
    return isNoEstimation(plain)
      ? plain
      : { ...plain, notes: ['not by logarithms, since not all ratios are positive'] };
  }
  if (pairs.every(([x, y]) => x === 0 && y === 0)) return { undefined: 'it is zero by zero' };
  return fieller(pairs, target, options);
}

/** The logarithms of the ends; an end at or below 0 is none. */
export const logRange = ({ low, high }: Range): Range =>
  range(
    low > 0 ? Math.log(low) : Number.NEGATIVE_INFINITY,
    high > 0 ? Math.log(high) : Number.NEGATIVE_INFINITY,
  );

function fieller(
  pairs: readonly (readonly [number, number])[],
  target: Range,
  { level, computed }: MeanOptions,
): Estimation | NoEstimation {
  const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
  const n = pairs.length;
  if (computed || n < 2)
    return { undefined: 'a ratio of what is not positive has no interval from one unit' };
  const { value, stderr, interval } = ratioOfMeans(xs, ys, level);
  const sign = Math.sign(mean(ys));
  const apart = sign === 0 ? 1 : 2 * tailOfMean(ys.map((y) => sign * y));
  if (!(apart <= 1 - level) || !interval.every(Number.isFinite))
    return { undefined: 'what it is divided by cannot be told from 0' };
  const against = (edge: number, side: 1 | -1) =>
    tailOfMean(pairs.map(([x, y]) => side * sign * (x - edge * y)));
  const evidence = evidenceOf(target, {
    above: (edge) => against(edge, 1),
    below: (edge) => against(edge, -1),
  });
  const edge = Math.min(Math.abs(value - target.low), Math.abs(value - target.high));
  return {
    ...{ estimate: value, interval: interval as Interval, basis: 'units' },
    spread: { sd: stderr * Math.sqrt(n), of: 'numbers' },
    inside: Math.max(evidence.inside, Math.min(1, apart)),
    outside: Math.max(evidence.outside, Math.min(1, apart)),
    needed: () => Number.NaN,
    distance: edge / stderr,
    notes: ['the ratio of the means, by Fieller, since not all values are positive'],
  };
}
