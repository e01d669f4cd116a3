import { type Estimate, exact, noCost } from '../../core/estimate.ts';
import { wilsonInterval } from '../../stats/proportion.ts';
import { studentInterval } from '../../stats/student.ts';
import { summary } from '../../stats/summary.ts';

/**
 * The root mean square distance of two functions over examples drawn from the population, √E‖f(x) − g(x)‖².
 *
 * `stderr` is that of the mean square, carried over by d√m = dm/(2√m), the interval the root of Student's for the mean square. 0 without
 * an error where the functions agree on every example. Shapes of f and g: [n × k], row-major.
 *
 * @throws RangeError unless both have as many values, those of n ≥ 2 examples
 */
export function outputDistance(f: ArrayLike<number>, g: ArrayLike<number>, n: number): Estimate {
  const k = outputsOf(f, g, n);
  const squares = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let c = i * k; c < (i + 1) * k; c++) sum += (f[c]! - g[c]!) ** 2;
    return sum;
  });
  const { mean, stderr } = summary(squares);
  if (!(mean > 0)) return exact(Math.sqrt(mean), noCost);
  const value = Math.sqrt(mean);
  const [low, high] = studentInterval(mean, stderr, n - 1);
  return {
    ...{ value, stderr: stderr / (2 * value), cost: noCost, converged: true },
    interval: [Math.sqrt(Math.max(0, low)), Math.sqrt(high)],
  };
}

/**
 * The share of examples drawn from the population on which two functions have the same largest output.
 *
 * `stderr` is √(p(1 − p)/n), the interval Wilson's. Shapes of f and g: [n × k], row-major; of equal outputs the first counts.
 *
 * @throws RangeError unless both have as many values, those of n ≥ 2 examples
 */
export function classAgreement(f: ArrayLike<number>, g: ArrayLike<number>, n: number): Estimate {
  const k = outputsOf(f, g, n);
  let same = 0;
  for (let i = 0; i < n; i++) if (largest(f, i * k, k) === largest(g, i * k, k)) same++;
  const p = same / n;
  return {
    ...{ value: p, stderr: Math.sqrt((p * (1 - p)) / n), cost: noCost, converged: true },
    interval: wilsonInterval(same, n),
  };
}

function outputsOf(f: ArrayLike<number>, g: ArrayLike<number>, n: number): number {
  const k = f.length / n;
  if (!(n >= 2 && Number.isInteger(k) && k > 0 && g.length === f.length))
    throw new RangeError(
      `invalid outputs; ${f.length} and ${g.length} values are not those of ${n} examples, 2 or more`,
    );
  return k;
}

function largest(f: ArrayLike<number>, from: number, k: number): number {
  let best = 0;
  for (let c = 1; c < k; c++) if (f[from + c]! > f[from + best]!) best = c;
  return best;
}
