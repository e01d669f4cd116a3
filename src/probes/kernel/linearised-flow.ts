import { integerAtLeast, nonNegative, positive } from '../../core/check.ts';
import { axpy, norm } from '../../linalg/float64.ts';
import { krylovSpace } from '../../linalg/lanczos.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import type { SymmetricEigen } from '../../linalg/symmetric-eigen.ts';
import { tridiagonalEigen } from '../../linalg/tridiagonal.ts';

export interface LinearisedOptions {
  /** Requested error of the whole vector relative to ‖f₀ − y‖, > 0. */
  readonly tolerance: number;
  /** Krylov dimension at most, ≥ 1, and so products with Θ. */
  readonly maxIterations: number;
}

/** Outputs of the linearised model at one time. */
export interface Prediction {
  /** f(t). Shape [nk]. */
  readonly values: Float64Array;
  /** A bound on ‖error‖ but for round-off. */
  readonly error: number;
  /** Products with Θ. */
  readonly products: number;
  readonly converged: boolean;
}

/** Iterations between evaluations of the error bound. */
const BOUND_EVERY = 8;

/**
 * The outputs f(t) = y + e^{−Θt/n} (f₀ − y) of the linearised model under gradient flow of ½ squared error.
 *
 * Lee et al., Wide neural networks of any depth evolve as linear models under gradient descent, NeurIPS 2019,
 * §2.2, with the loss a mean over n examples. The exponential acts through the Krylov space of f₀ − y,
 * ‖f₀ − y‖ V e^{−Tt/n} e₁ with T = VᵀΘV: Saad, SIAM J. Numer. Anal. 29 (1992) 209–228. Θ is positive
 * semidefinite, so its flow contracts and the error is at most ‖f₀ − y‖ β_m ∫₀^{t/n} |(e^{−Ts})_{m1}| ds; that entry
 * of the exponential of a tridiagonal matrix does not change sign, so the integral is
 * |Σⱼ U_{mj} U_{1j} (1 − e^{−λⱼt/n})/λⱼ|, exactly.
 *
 * `times` are training times t ≥ 0, f₀ and y of shape [nk] as Θ's rows are. Not converged where maxIterations
 * was reached first; the values are then the best known. NaN, not converged, where Θ is not finite.
 *
 * @throws RangeError unless shapes agree, times are non-negative, n and tolerance positive and maxIterations ≥ 1
 */
export function linearised(
  Theta: LinearOperator,
  { f0, y, n }: { f0: Float64Array; y: Float64Array; n: number },
  times: readonly number[],
  { tolerance, maxIterations }: LinearisedOptions,
): Prediction[] {
  positive('tolerance', tolerance);
  positive('n', n);
  integerAtLeast('maxIterations', maxIterations, 1);
  for (const t of times) nonNegative('time', t);
  if (f0.length !== Theta.dim || y.length !== Theta.dim)
    throw new RangeError(
      `invalid outputs; ${Theta.dim} expected: ${f0.length} and ${y.length} given`,
    );
  const start = axpy(-1, y, f0);
  const size = norm(start);
  if (size === 0)
    return times.map(() => ({ values: y.slice(), error: 0, products: 0, converged: true }));
  const scaled = times.map((t) => t / n);
  const space = krylovSpace(Theta, start);
  try {
    for (let next = BOUND_EVERY; ; next += BOUND_EVERY) {
      space.extend(Math.min(next, maxIterations));
      const { diagonal, offDiagonal, beta, exhausted } = space;
      const m = diagonal.length;
      if (!Number.isFinite(beta)) return times.map(() => lost(Theta.dim, m));
      const spent = exhausted || m === maxIterations;
      const eigen = tridiagonalEigen(diagonal, offDiagonal);
      const bounds = scaled.map((s) => beta * Math.abs(lastEntry(eigen, s)));
      if (!spent && bounds.some((bound) => bound > tolerance)) continue;
      return scaled.map((s, k) => {
        const weights = firstColumn(eigen, s).map((weight) => size * weight);
        const values = axpy(1, y, space.combine(weights));
        const error = size * bounds[k]!;
        return { values, error, products: m, converged: bounds[k]! <= tolerance };
      });
    }
  } finally {
    space.dispose();
  }
}

/** Where Θ is not finite. */
const lost = (dim: number, products: number): Prediction => ({
  values: new Float64Array(dim).fill(Number.NaN),
  error: Number.NaN,
  products,
  converged: false,
});

/** e^{−Ts} e₁ */
const firstColumn = ({ values, vectors: U }: SymmetricEigen, s: number): number[] =>
  U.map((row) =>
    values.reduce((sum, lambda, j) => sum + row[j]! * U[0]![j]! * Math.exp(-lambda * s), 0),
  );

/** ∫₀ˢ (e^{−Tτ})_{m1} dτ = Σⱼ U_{mj} U_{1j} (1 − e^{−λⱼs})/λⱼ */
function lastEntry({ values, vectors }: SymmetricEigen, s: number): number {
  const [first, last] = [vectors[0]!, vectors.at(-1)!];
  const spent = (lambda: number) => (lambda === 0 ? s : -Math.expm1(-lambda * s) / lambda);
  return values.reduce((sum, lambda, j) => sum + last[j]! * first[j]! * spent(lambda), 0);
}
