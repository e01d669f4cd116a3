import { ratioOfMeans } from '../../stats/means/ratio.ts';
import { skewedInterval } from '../../stats/means/skewed-mean.ts';
import { LEVEL, studentQuantile, tailOf } from '../../stats/student.ts';
import { mean, standardError } from '../../stats/summary.ts';
import { type SampleMean, type SoFar, sampledUntil } from '../trace/sequential.ts';

/**
 * Mini-batches before an error is first evaluated. What is measured on them is skewed: a few examples carry much of the noise, and samples without these have
 * a small mean and a small error. In simulations on networks, with a skewness of 2 to 5, the intervals of 32 to 1,000 of them that stop at relative errors of 0.05 to 0.3
 * cover 90–99 %; from 32 on, by Student's interval and standard error, 78 % at worst.
 */
const FIRST_BATCHES = 64;

/**
 * The mean of a number over 64, 80, 96, … independent mini-batches, at most `limit`, until its error is at most relativeError · max(|mean|, scale).
 *
 * The interval of `skewedInterval` at 95 %; its longer arm over Student's quantile is the error that is to become small, and never below the standard error. See `sampledUntil`
 * for `draw` and for what has not converged.
 */
export const meanOverBatches = (
  limit: number,
  relativeError: number,
  draw: (from: number, to: number) => readonly number[],
  scale = 0,
): SampleMean =>
  sampledUntil(FIRST_BATCHES, limit, draw, (samples) => {
    const found = skewedMean(samples);
    const size = Math.max(Math.abs(found.value), scale);
    return { ...found, small: reach(found, samples.length) <= relativeError * size };
  });

/** A mean with the interval of `skewedInterval`. */
export const skewedMean = (samples: readonly number[]): Omit<SoFar, 'small'> => ({
  value: mean(samples),
  stderr: standardError(samples),
  interval: skewedInterval(samples),
});

/**
 * The ratio of means ρ̂ = x̄/ȳ over pairs (x, y) of 64, 80, 96, … independent mini-batches, at most `limit`, until its error is at most relativeError · |ρ̂|.
 *
 * The interval at 95 % is ρ̂ and that of `skewedInterval` for the mean of (x − ρ̂y)/ȳ, which to first order is what ρ̂ is off by; all numbers where Fieller's (see `ratioOfMeans`) is, as ȳ cannot be
 * told from 0. The bias of ρ̂ is of order 1/pairs. See `meanOverBatches` for the rest.
 */
export const ratioOverBatches = (
  limit: number,
  relativeError: number,
  draw: (from: number, to: number) => readonly (readonly [number, number])[],
): SampleMean =>
  sampledUntil(FIRST_BATCHES, limit, draw, (pairs) => {
    const ys = pairs.map(([, y]) => y);
    const { value, stderr, interval } = ratioOfMeans(
      pairs.map(([x]) => x),
      ys,
    );
    const centre = mean(ys);
    const [low, high] = skewedInterval(pairs.map(([x, y]) => (x - value * y) / centre));
    const bounded = Number.isFinite(interval[0]);
    const found = {
      value,
      stderr,
      interval: bounded ? ([value + low, value + high] as const) : interval,
    };
    return { ...found, small: reach(found, pairs.length) <= relativeError * Math.abs(value) };
  });

/** The longer arm of an interval in units of which Student's has t. */
const reach = (
  { value, interval: [low, high] }: Pick<SoFar, 'value' | 'interval'>,
  n: number,
): number =>
  n < 2
    ? Number.POSITIVE_INFINITY
    : Math.max(high - value, value - low) / studentQuantile(1 - tailOf(LEVEL), n - 1);
