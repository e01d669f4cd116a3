import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';

/** What happened at one learning rate. */
export interface Trial {
  /** True if training went on without diverging. */
  readonly stable: boolean;
  /** True where the trial ended before that was known; counted as not stable. */
  readonly undecided?: boolean;
  /** Gradients spent. */
  readonly gradients: number;
}

export interface ThresholdOptions {
  /** Where to begin, > 0; 2/λ is a good guess. */
  readonly guess: number;
  /** Requested width of the bracket, high/low − 1, > 0. */
  readonly width: number;
  /** Trials at most, ≥ 1; 24 so that a guess off by 2¹⁰ either way is still bracketed to 1 %. */
  readonly maxTrials?: number;
}

/**
 * The largest learning rate η_max that trains, bracketed by bisection in log η.
 *
 * From the guess, η doubles or halves until one trial is stable and one is not; then the bracket is
 * halved in log η until high/low ≤ 1 + width. `value` is the geometric middle, `interval` the bracket
 * [stable, unstable], `stderr` half its width. Where stability is not monotone in η, it is *an* edge,
 * reached from the guess.
 *
 * Not converged if the trials run out, or if the trial at the unstable end was undecided; the interval is
 * then what is known. If every trial was stable it is [largest η tried, ∞], if none was [0, smallest η
 * tried]; `value` is that η and `stderr` ∞.
 *
 * @throws RangeError unless guess and width are in (0, ∞) and maxTrials is an integer ≥ 1
 */
export function threshold(trains: (eta: number) => Trial, options: ThresholdOptions): Estimate {
  const { guess, width, maxTrials = 24 } = options;
  positive('guess', guess);
  positive('width', width);
  integerAtLeast('maxTrials', maxTrials, 1);
  const start = performance.now();
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let gradients = 0;
  let trials = 0;
  let certain = true;
  const narrow = () => high / low <= 1 + width;
  for (let eta = guess; trials < maxTrials && !narrow(); eta = next(low, high)) {
    const trial = trains(eta);
    gradients += trial.gradients;
    trials++;
    if (trial.stable) low = eta;
    else [high, certain] = [eta, trial.undecided !== true];
  }
  const bracketed = low > 0 && Number.isFinite(high);
  return {
    value: bracketed ? Math.sqrt(low * high) : low > 0 ? low : high,
    stderr: bracketed ? (high - low) / 2 : Number.POSITIVE_INFINITY,
    interval: [low, high],
    cost: costSince(start, { gradients }),
    converged: bracketed && certain && narrow(),
  };
}

function next(low: number, high: number): number {
  if (low === 0) return high / 2;
  if (high === Number.POSITIVE_INFINITY) return low * 2;
  return Math.sqrt(low * high);
}
