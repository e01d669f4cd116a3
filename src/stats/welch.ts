import type { Interval } from '../core/range.ts';
import type { EdgeTest } from './one-sided.ts';
import { LEVEL, studentInterval } from './student.ts';
import { studentTail } from './student-tail.ts';
import { mean, variance } from './summary.ts';

/** The difference of the means of two independent samples. */
export interface Welch {
  readonly value: number;
  readonly stderr: number;
  /** Of freedom, by Satterthwaite's formula; no integer. */
  readonly degrees: number;
  readonly interval: Interval;
  readonly edges: EdgeTest;
}

/**
 * x̄ − ȳ ± t √(s_x²/n + s_y²/m), for samples of unequal variance, t with (a + b)²/(a²/(n − 1) + b²/(m − 1)) degrees of
 * freedom, a = s_x²/n, b = s_y²/m; Welch 1947, "The generalization of Student's problem", Biometrika 34.
 *
 * Throws RangeError on samples of fewer than two values.
 */
export function welch(xs: readonly number[], ys: readonly number[], level = LEVEL): Welch {
  const [n, m] = [xs.length, ys.length];
  if (n < 2 || m < 2) throw new RangeError(`invalid samples; not two values each: ${n} and ${m}`);
  const [a, b] = [variance(xs) / n, variance(ys) / m];
  const value = mean(xs) - mean(ys);
  const stderr = Math.sqrt(a + b);
  const degrees = stderr > 0 ? (a + b) ** 2 / (a ** 2 / (n - 1) + b ** 2 / (m - 1)) : n + m - 2;
  const tail = (d: number) => (stderr > 0 ? studentTail(d / stderr, degrees) : d > 0 ? 0 : 1);
  return {
    ...{ value, stderr, degrees, interval: studentInterval(value, stderr, degrees, level) },
    edges: { above: (edge) => tail(value - edge), below: (edge) => tail(edge - value) },
  };
}
