import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';

/** What happened at one learning rate. */
export interface Trial {
  /** True if training went on without diverging. */
  readonly stable: boolean;
  /** True where the trial ended before that was known; neither end of a bracket then. */
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
 * From the guess, η doubles or halves, after four times by ever larger powers of 2, until one trial is stable and one is
 * not; then the bracket is halved in log η until high/low ≤ 1 + width. A trial that could not be decided, as exactly at the edge, is no end of
 * the bracket: the next ones are beside it, close enough that both ends are within the width if they are decided.
 * `value` is the geometric middle, `interval` the bracket [stable, unstable], `stderr` half its width. Where stability
 * is not monotone in η, it is *an* edge, reached from the guess.
 *
 * Not converged if the trials run out, or if those that were undecided leave a wider bracket; the interval is
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
  let bracket: Bracket = { low: 0, high: Number.POSITIVE_INFINITY };
  const reach = reachFrom(guess);
  let gradients = 0;
  let trials = 0;
  for (
    let eta = guess;
    trials < maxTrials && isOpen(bracket, width);
    eta = next(bracket, width, reach)
  ) {
    const trial = trains(eta);
    gradients += trial.gradients;
    trials++;
    bracket = narrowed(bracket, eta, trial);
  }
  const { low, high, unclear = [guess, guess] } = bracket;
  const bracketed = low > 0 && Number.isFinite(high);
  const oneSided = low > 0 ? low : Number.isFinite(high) ? high : unclear[0];
  return {
    value: bracketed ? Math.sqrt(low * high) : oneSided,
    stderr: bracketed ? (high - low) / 2 : Number.POSITIVE_INFINITY,
    interval: [low, high],
    bounds: [low, high],
    cost: costSince(start, { gradients }),
    converged: bracketed && high / low <= 1 + width,
  };
}

/** What is known: stable at `low`, not at `high`, and undecided from one rate in between to another. */
interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly unclear?: readonly [least: number, most: number];
}

/** Whether more trials can bring a bracket within its width, or find an end that it lacks. */
function isOpen({ low, high, unclear }: Bracket, width: number): boolean {
  if (low === 0 || high === Number.POSITIVE_INFINITY) return true;
  return high / low > 1 + width && (unclear === undefined || unclear[1] / unclear[0] <= 1 + width);
}

/** What a trial adds, at a rate outside the undecided ones; those that are beyond a new end say no more. */
function narrowed({ low, high, unclear }: Bracket, eta: number, trial: Trial): Bracket {
  if (!trial.stable && trial.undecided === true) {
    const [least, most] = unclear ?? [eta, eta];
    return { low, high, unclear: [Math.min(least, eta), Math.max(most, eta)] };
  }
  const ends = trial.stable ? { low: eta, high } : { low, high: eta };
  const within = unclear !== undefined && ends.low < unclear[0] && unclear[1] < ends.high;
  return within ? { ...ends, unclear } : ends;
}

/** Steps beside an undecided rate, as a power of 1 + width: two of them, one on either side, are within it. */
const BESIDE = 0.45;

/** How far to go from a rate without an end on that side. */
type Reach = (eta: number) => number;

/** 2 near the guess, then the factor by which the last rate was off the first one, over 4: 2, 2, 2, 2, 4, 16, 256, … */
const reachFrom =
  (guess: number): Reach =>
  (eta) =>
    Math.max(2, Math.max(eta / guess, guess / eta) / 4);

/** The next rate to try. */
function next({ low, high, unclear }: Bracket, width: number, reach: Reach): number {
  if (unclear === undefined) {
    if (low === 0) return high / reach(high);
    return high === Number.POSITIVE_INFINITY ? low * reach(low) : Math.sqrt(low * high);
  }
  const [least, most] = unclear;
  // Twice as far each time that the neighbour is undecided too.
  const step = (1 + width) ** BESIDE * (most / least);
  return high / most >= least / low
    ? Math.min(most * step, Math.sqrt(most * high))
    : Math.max(least / step, Math.sqrt(low * least));
}
