import type { Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { roundOffOf } from '../../linalg/round-off.ts';
import { summary } from '../../stats/summary.ts';

/** Vectors before the standard error is first evaluated, and their growth between evaluations; by trial, see the tests. */
const FIRST = 16;
const GROWTH = 1.5;

/** The estimate from the vectors so far. */
interface Interim extends Required<Pick<Estimate, 'value' | 'stderr' | 'interval' | 'cost'>> {
  /** The sum of the sizes of the forms that it is made of, which round-off of the products is a share of. */
  readonly size: number;
  /** True where nothing is left to estimate. */
  readonly certain?: boolean;
}

/**
 * An estimate from k = 16, 24, 36, … random vectors, at most `limit`, until its standard error is small enough.
 *
 * `estimate(from, k)` adds the vectors from … k − 1 to those before. To the error of the last is added what products of A
 * may be off by, so that none is without. Not converged where the limit is reached first or is below 16, too few for a
 * standard error, where round-off is more than the error asked for, nor where the value is not finite.
 */
export function estimateUntil(
  A: LinearOperator,
  limit: number,
  relativeError: number,
  estimate: (from: number, k: number) => Interim,
): Estimate {
  let from = 0;
  for (let k = Math.min(FIRST, limit); ; k = Math.min(Math.ceil(GROWTH * k), limit)) {
    const { certain = false, size, ...now } = estimate(from, k);
    const small = k >= FIRST && now.stderr <= relativeError * Math.abs(now.value);
    const converged = Number.isFinite(now.value) && (certain || small);
    if (converged || k >= limit || !Number.isFinite(now.value)) {
      const { share, products } = roundOffOf(A);
      const off = share * size;
      const [low, high] = now.interval;
      return {
        value: now.value,
        stderr: Math.hypot(now.stderr, off),
        interval: [low - off, high + off],
        bounds: [now.value - off, now.value + off],
        cost: { ...now.cost, hvps: now.cost.hvps + products },
        converged: converged && share <= relativeError,
      };
    }
    from = k;
  }
}

/**
 * Samples before the standard error is first evaluated, and between evaluations. Stopping on an estimated error
 * favours samples that look narrow by chance. In simulations of traces with these the 95 % interval covered 93–95 %
 * for relative errors up to 0.1, and 90 % at worst: one eigenvalue alone, to a relative error of 0.3.
 */
export const FIRST_SAMPLES = 32;
export const MORE_SAMPLES = 16;

/** A number from independent samples, with its interval at 95 %, and how many they are. */
export interface SampleMean extends Omit<Estimate, 'cost'> {
  readonly samples: number;
}

/** What samples say so far. */
export interface SoFar extends Required<Pick<Estimate, 'value' | 'stderr' | 'interval'>> {
  /** Whether the error is as small as asked for. */
  readonly small: boolean;
}

/**
 * What `first`, `first` + 16, `first` + 32, … samples say, at most `limit`, until the error is small enough.
 *
 * `draw(from, to)` gives samples from … to − 1. Not converged where the limit is reached first or is below `first`, too few
 * for a standard error, nor where the value is not finite, which ends the sampling.
 */
export function sampledUntil<T>(
  first: number,
  limit: number,
  draw: (from: number, to: number) => readonly T[],
  of: (samples: readonly T[]) => SoFar,
): SampleMean {
  const samples: T[] = [];
  for (let next = first; ; next += MORE_SAMPLES) {
    samples.push(...draw(samples.length, Math.min(next, limit)));
    const { small, ...now } = of(samples);
    const converged = samples.length >= first && small;
    if (converged || samples.length >= limit || !Number.isFinite(now.value))
      return { ...now, converged, samples: samples.length };
  }
}

/**
 * The mean of 32, 48, 64, … samples, at most `limit`, until its standard error is at most relativeError · |mean|.
 *
 * Student's interval at 95 %; see `sampledUntil`. For samples whose law is nearly symmetric, as forms of random vectors are.
 */
export const sampledMean = (
  limit: number,
  relativeError: number,
  draw: (from: number, to: number) => readonly number[],
): SampleMean =>
  sampledUntil(FIRST_SAMPLES, limit, draw, (samples) => {
    const { mean: value, stderr, interval } = summary(samples);
    return { value, stderr, interval, small: stderr <= relativeError * Math.abs(value) };
  });
