import { type Estimate, noCost } from '../../core/estimate.ts';
import { studentInterval } from '../../stats/student.ts';
import { type Jackknifed, unbiasedHsic } from './independence.ts';
import type { Representation } from './representation.ts';

/**
 * Linear CKA of two representations, ‖Cov(x, y)‖² / (‖Cov(x, x)‖ ‖Cov(y, y)‖), of the population that the examples are from.
 *
 * Kornblith, Norouzi, Lee & Hinton, Similarity of neural network representations revisited, ICML 2019, §3, with each norm by the unbiased
 * HSIC, as in Nguyen, Raghu & Kornblith, Do wide and deep networks learn the same things?, ICLR 2021, equations 2 and 3: on few
 * examples and many features the plain ratio is far too large, also of representations that have nothing to do with each other. 1 where
 * one is the other turned, scaled or shifted. `stderr` is the jackknife's over examples, the interval Student's, cut off at 1. No
 * gradient: it costs what the two forward passes cost. NaN, and not converged, where a representation is the same of all examples.
 *
 * @throws RangeError unless both are of the same n ≥ 5 examples
 */
export const linearCka = (x: Representation, y: Representation): Estimate =>
  ckaOf(unbiasedHsic(x, y), unbiasedHsic(x, x), unbiasedHsic(y, y), x.examples);

/**
 * Linear CKA of every representation of one side with every one of the other, see `linearCka`; the norms of each are taken once.
 *
 * By such tables Kornblith et al. 2019, §6, compare the layers of two trainings. Shape [p][q] for p and q representations.
 *
 * @throws RangeError unless all are of the same n ≥ 5 examples
 */
export function linearCkaTable(
  xs: readonly Representation[],
  ys: readonly Representation[],
): readonly (readonly Estimate[])[] {
  const own = [xs, ys].map((side) => side.map((one) => unbiasedHsic(one, one)));
  return xs.map((x, i) =>
    ys.map((y, j) => ckaOf(unbiasedHsic(x, y), own[0]![i]!, own[1]![j]!, x.examples)),
  );
}

function ckaOf(xy: Jackknifed, xx: Jackknifed, yy: Jackknifed, n: number): Estimate {
  const value = xy.all / Math.sqrt(xx.all * yy.all);
  const without = xy.without.map((one, i) => one / Math.sqrt(xx.without[i]! * yy.without[i]!));
  const mean = without.reduce((sum, one) => sum + one, 0) / n;
  const spread = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const stderr = Math.sqrt(((n - 1) / n) * spread);
  const converged = Number.isFinite(value) && Number.isFinite(stderr);
  if (!converged) return { value: Number.NaN, stderr: Number.NaN, cost: noCost, converged };
  const [low, high] = studentInterval(value, stderr, n - 1);
  return { value, stderr, interval: [low, Math.min(1, high)], cost: noCost, converged };
}

/**
 * The plain linear CKA on these examples, ‖XᵀY‖² / (‖XᵀX‖ ‖YᵀY‖), as Kornblith et al. 2019, §3, write it: a number of the examples, not
 * an estimate of the population's. NaN where a representation is the same of all examples.
 */
export function plainCka(x: Representation, y: Representation): number {
  return crossNorm(x, y) / Math.sqrt(crossNorm(x, x) * crossNorm(y, y));
}

/** ‖XᵀY‖² */
function crossNorm(x: Representation, y: Representation): number {
  const [p, q] = [x.width, y.width];
  const C = new Float64Array(p * q);
  for (let i = 0; i < x.examples; i++)
    for (let k = 0; k < p; k++) {
      const xk = x.rows[i * p + k]!;
      for (let l = 0; l < q; l++) C[k * q + l]! += xk * y.rows[i * q + l]!;
    }
  return C.reduce((sum, c) => sum + c * c, 0);
}
