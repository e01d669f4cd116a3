import type { Estimate } from '../../core/estimate.ts';
import { line } from '../../stats/regression.ts';
import { LEVEL, studentQuantile, tailOf } from '../../stats/student.ts';
import { mean } from '../../stats/summary.ts';

/** Blocks of which the drift is seen: as many as there are steps at least, for a start that settles within a few. */
const MOST = 20;
/** Steps of a block for σ², past which logs hardly depend on each other, where that leaves a number of blocks from FEWEST to MOST. */
const LENGTH = 8;
const FEWEST = 6;
/** The drift, in standard errors, from which on it widens the interval: as likely as not by chance. */
const NOTED = 0.7;
/** What a drift D over the steps leaves to come, by D: the mean is 1.5 D short where what is left halves in them. */
const TO_COME = 1.5;
/** A drift that does not matter, round-off of single precision: e-fold in a million steps. */
const NEGLIGIBLE = 1e-6;

/**
 * The growth a step of a mean that a population carries, of the logs of its factors at steps in a row, at least 20.
 *
 * The product of the factors Sₖ, each the mean of N sizes in proportion to which paths are then drawn, is an unbiased estimate of the growth
 * over T steps: the mean of any f over the paths drawn, times Sₖ, is on the average the mean of size × f before, and so on backwards.
 * By cumulants (1/T) log E ΠSₖ = m + σ²/2 + κ₃/6 + …, m the mean of the logs and σ² the variance of their sum by T, of order 1/N. κ₃ is of
 * order 1/N², that is of σ⁴: −σ⁴ of gamma variables; the interval is wider by σ⁴/2 on either side, |κ₃| = 3σ⁴. σ² is from up to twenty blocks, b, less a
 * straight line through them, with a standard error of σ²√(2/(b − 2)).
 *
 * The rise D over the steps of a line through twenty blocks is what has not settled: the interval reaches 1.5 D further on its side where D is above 0.7 of its standard errors,
 * and `converged` is false where it is beyond its 95 %. Directions of little curvature have a factor near 1 and show last, so the upper end is at
 * least that of a growth of 1, or of 1.5 (D + its standard error) where that is more. `bounds` hold both, where the growth is below 1 or has not settled.
 */
export function populationGrowth(logs: readonly number[]): Omit<Estimate, 'cost'> {
  const count = Math.min(MOST, Math.max(FEWEST, Math.floor(logs.length / LENGTH)));
  const { residual } = fitted(logs, count);
  const { slope } = fitted(logs, MOST);
  const half = ((logs.length / count) * residual ** 2) / 2;
  const centre = mean(logs) + half;
  const error = Math.hypot(residual / Math.sqrt(count), half * Math.sqrt(2 / (count - 2)));
  const [drift, chance] = [MOST * slope.value, MOST * slope.stderr];
  const toCome = Math.abs(drift) > NOTED * chance ? TO_COME * drift : 0;
  const low = centre + Math.min(0, toCome);
  const high = Math.max(centre, centre + toCome, 0, TO_COME * (drift + chance));
  const quantile = (degrees: number) => studentQuantile(1 - tailOf(LEVEL), degrees);
  const settled = Math.abs(drift) <= Math.max(quantile(MOST - 2) * chance, NEGLIGIBLE);
  const reach = quantile(count - 2) * error + 2 * half ** 2;
  const value = Math.exp(centre);
  return {
    value,
    stderr: value * error,
    interval: [Math.exp(low - reach), Math.exp(high + reach)],
    ...((centre < 0 || !settled) && { bounds: [Math.exp(low), Math.exp(high)] as const }),
    converged: settled && Number.isFinite(centre),
  };
}

/** The straight line through the means of this many blocks of steps, by their number. */
function fitted(logs: readonly number[], count: number) {
  const length = logs.length / count;
  const blocks = Array.from({ length: count }, (_, b) =>
    mean(logs.slice(Math.round(b * length), Math.round((b + 1) * length))),
  );
  return line([...blocks.keys()], blocks);
}
