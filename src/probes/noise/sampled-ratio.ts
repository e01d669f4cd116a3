import { ratioOfMeans } from '../../stats/ratio.ts';
import { FIRST_SAMPLES, MORE_SAMPLES, type SampleMean } from '../trace/sequential.ts';

/**
 * The ratio of means x̄/ȳ of 32, 48, 64, … pairs (x, y), at most `limit`, until its standard error is at most
 * relativeError · |ratio|.
 *
 * `draw(from, to)` gives pairs from … to − 1. Fieller's interval at 95 %, see `ratioOfMeans`; the bias of the ratio is of order 1/pairs. Not
 * converged where the limit is reached first or is below 32, where the interval is unbounded, nor where a pair is not finite, which ends
 * the sampling.
 */
export function sampledRatio(
  limit: number,
  relativeError: number,
  draw: (from: number, to: number) => readonly (readonly [number, number])[],
): SampleMean {
  const pairs: (readonly [number, number])[] = [];
  for (let next = FIRST_SAMPLES; ; next += MORE_SAMPLES) {
    pairs.push(...draw(pairs.length, Math.min(next, limit)));
    const { value, stderr, interval } = ratioOfMeans(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
    const samples = pairs.length;
    const small = stderr <= relativeError * Math.abs(value) && Number.isFinite(interval[0]);
    const converged = samples >= FIRST_SAMPLES && small;
    if (converged || samples >= limit || !Number.isFinite(value))
      return { value, stderr, interval, converged, samples };
  }
}
