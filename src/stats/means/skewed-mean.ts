import type { Interval } from '../../core/range.ts';
import { LEVEL, studentInterval, studentQuantile, tailOf } from '../student.ts';
import { mean } from '../summary.ts';

/** Below this share of its reach Hall's interval is Student's, whose formula does not divide by the skewness. */
const STRAIGHT = 1e-9;

/**
 * An interval for the mean of a skewed sample: from the lower to the upper end of Student's interval and Hall's.
 *
 * With G the adjusted Fisher–Pearson skewness of the n values, a = G/(3√n) and T = (x̄ − μ)√n/s, Hall's interval holds the μ at which
 * ((1 + aT)³ − 1)/(3a) + G/(6√n) lies within Student's quantiles: a monotone map that takes the first order of the skewness off T (Hall, J. R. Stat.
 * Soc. B 54 (1992) 221–228, §2). It reaches further on the side of the long tail, and less far on the other, where a sample without its rarest
 * values would make it too short; hence Student's too. Student's of fewer than three values. Throws RangeError on no values, and unless 0 < level < 1.
 */
export function skewedInterval(xs: ArrayLike<number>, level = LEVEL): Interval {
  const n = xs.length;
  const centre = mean(xs);
  let [squares, cubes] = [0, 0];
  for (let i = 0; i < n; i++) {
    const away = xs[i]! - centre;
    squares += away ** 2;
    cubes += away ** 3;
  }
  const stderr = Math.sqrt(squares / ((n - 1) * n));
  const [low, high] = studentInterval(centre, stderr, n - 1, level);
  // G/√n: the adjusted skewness is m₃/m₂^{3/2} · √(n(n − 1))/(n − 2).
  const skew =
    n < 3 ? 0 : ((cubes / squares ** 1.5) * n * Math.sqrt(n - 1)) / (n - 2) / Math.sqrt(n);
  if (!(Math.abs(skew) > STRAIGHT)) return [low, high];
  const a = skew / 3;
  const t = studentQuantile(1 - tailOf(level), n - 1);
  const at = (y: number) => centre - (stderr * (Math.cbrt(1 + 3 * a * (y - skew / 6)) - 1)) / a;
  return [Math.min(low, at(t)), Math.max(high, at(-t))];
}
