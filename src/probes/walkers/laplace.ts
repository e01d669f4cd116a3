import { fields, type Resumable } from '../../core/resumable.ts';
import type { Matrix } from '../../linalg/dense.ts';
import { symmetricEigen } from '../../linalg/symmetric-eigen.ts';
import { blocksOf } from './blocks.ts';

/** A normal density of a few coordinates. */
export interface Gaussian {
  /** Shape [d]. */
  readonly mean: ArrayLike<number>;
  /** The inverse of its covariance, positive definite. Shape [d][d]. */
  readonly precision: Matrix;
}

/** A divergence that was found from where something was. */
export interface Divergence {
  /** In nats, without the part that so few looks add; about 0, and not above it always, where there is none. */
  readonly value: number;
  /** NaN where it is not known. */
  readonly stderr: number;
}

/** What was seen in each part of the window. */
interface LooksState {
  readonly n: Float64Array;
  /** Of x − μ, so that nothing cancels: Σ xᵢ, then Σ xᵢxⱼ for j ≤ i. */
  readonly sums: readonly Float64Array[];
}

export interface DivergenceOfLooks extends Resumable<LooksState> {
  /** Where it is, once this share of the window is over. Shape [d]. */
  add(x: ArrayLike<number>, share: number): void;
  /** Undefined where looks are too few to have a covariance. */
  found(): Divergence | undefined;
}

/**
 * KL(q ‖ p) = ½ [tr PΣ + (m − μ)ᵀP(m − μ) − d − log det PΣ] of the normal density q with mean m and covariance Σ of the looks at one
 * point that moves, against p of mean μ and precision P.
 *
 * Looks are correlated: mean and error are the jackknife's over 32 parts of the window, which takes away what a covariance of N looks
 * adds, about d(d + 3)/(4N). MacKay, Information Theory, Inference, and Learning Algorithms, 2003, section 33.5 (variational free energy); Künsch,
 * Annals of Statistics 17 (1989) 1217–1241, for the jackknife over blocks.
 */
export function divergenceFrom({ mean: mu, precision }: Gaussian): DivergenceOfLooks {
  const d = mu.length;
  const blocks = blocksOf(1);
  const sizes = d + (d * (d + 1)) / 2;
  const looks = {
    n: new Float64Array(blocks.count),
    sums: Array.from({ length: blocks.count }, () => new Float64Array(sizes)),
  };
  return {
    ...fields<LooksState>(looks),
    add(x, share) {
      const { n, sums } = looks;
      const block = blocks.of(0, share);
      const own = sums[block]!;
      n[block]!++;
      for (let i = 0, k = d; i < d; i++) {
        const xi = x[i]! - mu[i]!;
        own[i]! += xi;
        for (let j = 0; j <= i; j++) own[k++]! += xi * (x[j]! - mu[j]!);
      }
    },
    found() {
      const { n, sums } = looks;
      const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
      const all = Float64Array.from({ length: sizes }, (_, k) => total(sums.map((s) => s[k]!)));
      const N = total(n);
      const filled = [...n.keys()].filter((block) => n[block]! > 0);
      const b = filled.length;
      const logDet = logDeterminant(precision);
      const of = (count: number, moments: Float64Array) =>
        divergence(precision, logDet, moments, count);
      const whole = of(N, all);
      if (b < 2) return undefined;
      const without = filled.map((block) =>
        of(
          N - n[block]!,
          all.map((s, k) => s - sums[block]![k]!),
        ),
      );
      const middle = total(without) / b;
      const spread = total(without.map((value) => (value - middle) ** 2));
      const value = b * whole - (b - 1) * middle;
      if (!Number.isFinite(value)) return undefined;
      return {
        value,
        stderr: Math.sqrt(((b - 1) / b) * spread),
      };
    },
  };
}

/** KL(q ‖ p) of n looks with these sums of x − μ and of its products. */
function divergence(P: Matrix, logDetP: number, sums: Float64Array, n: number): number {
  const d = P.length;
  const mean = sums.subarray(0, d).map((sum) => sum / n);
  const moments: number[][] = P.map(() => []);
  for (let i = 0, k = d; i < d; i++)
    for (let j = 0; j <= i; j++) moments[i]![j] = moments[j]![i] = sums[k++]! / n;
  let quadratic = 0;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) quadratic += P[i]![j]! * moments[i]![j]!;
  const covariance = moments.map((row, i) => row.map((value, j) => value - mean[i]! * mean[j]!));
  if (!covariance.every((row) => row.every(Number.isFinite))) return Number.NaN;
  return (quadratic - d - logDetP - logDeterminant(covariance)) / 2;
}

/** log det A; NaN where A is not positive definite to rounding. */
function logDeterminant(A: Matrix): number {
  const { values } = symmetricEigen(A);
  // Products of looks less those of their mean cancel to some 1e-14 of the largest.
  const floor = 1e-12 * values.at(-1)!;
  return values.reduce((sum, value) => sum + (value > floor ? Math.log(value) : Number.NaN), 0);
}
