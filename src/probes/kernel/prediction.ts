import { nonNegative, positive } from '../../core/check.ts';
import { dormandPrince } from '../../linalg/dormand-prince.ts';
import { axpy, dot, norm } from '../../linalg/float64.ts';
import { krylovSpace } from '../../linalg/lanczos.ts';
import type { SymmetricEigen } from '../../linalg/symmetric-eigen.ts';
import { tridiagonalEigen } from '../../linalg/tridiagonal.ts';
import { operatorOf } from './gram.ts';
import type { OutputLoss } from './output-losses.ts';

/** A network at its start, on training examples and then others. */
export interface Linearisation {
  /** Θ over all of these. Shape [N][N]. */
  readonly rows: readonly Float64Array[];
  /** f₀ on all of these. Shape [N]. */
  readonly f0: Float64Array;
  /** Targets of the training examples, of the first outputs. Shape [nk]. */
  readonly y: Float64Array;
  /** n */
  readonly examples: number;
}

export interface PredictionOptions {
  /** Requested error of outputs, their root mean square relative to that of ∂ℓ/∂f at the start, > 0. */
  readonly tolerance: number;
  /** Steps of the differential equation at most. */
  readonly maxSteps: number;
}

/** Outputs of the linearised network at one time. */
export interface KernelPrediction {
  /** f(t), of all examples. Shape [N]. */
  readonly values: Float64Array;
  /** Bounds on the root mean square error but for round-off, of cross-entropy by estimated local errors; 0 of no examples. */
  readonly error: { readonly training: number; readonly others: number };
  readonly converged: boolean;
}

/**
 * The outputs f(x, t) of the linearised network under gradient flow of a mean loss over n training examples X, on these and
 * on others.
 *
 * Lee et al., Wide neural networks of any depth evolve as linear models under gradient descent, NeurIPS 2019, §2.2:
 * df(x)/dt = −(1/n) Θ(x, X) ∂ℓ/∂f(X), so that f(x, t) = f₀(x) − Θ(x, X) a(t) with da/dt = (1/n) ∂ℓ/∂f(f₀(X) − Θ a), a(0) = 0.
 * For squared error a = φ(Θ)(f₀ − y), φ(λ) = (1 − e^{−λt/n})/λ, which needs no inverse: t/n at λ = 0. θ moves by −Jᵀa,
 * and flow of a convex loss contracts there, so local errors do not grow in ‖e‖_Θ = ‖Jᵀe‖.
 *
 * NaN, not converged, where Θ or f₀ is not finite.
 *
 * @throws RangeError unless t ≥ 0 and tolerance > 0
 */
export function kernelPrediction(
  from: Linearisation,
  loss: OutputLoss,
  t: number,
  options: PredictionOptions,
): KernelPrediction {
  nonNegative('time', t);
  positive('tolerance', options.tolerance);
  const { rows, f0, y } = from;
  const N = y.length;
  const finite = f0.every(Number.isFinite) && rows.every((row) => row.every(Number.isFinite));
  if (!finite) {
    const error = { training: Number.NaN, others: Number.NaN };
    return { values: f0.map(() => Number.NaN), error, converged: false };
  }
  const Theta = rows.slice(0, N).map((row) => row.subarray(0, N));
  const { a, error, converged } = (loss.linear ? closedForm : integrated)(
    { ...from, Theta, slope: loss.slopes(f0.subarray(0, N), y), loss },
    t,
    options,
  );
  const values = f0.map((f, i) => f - dot(rows[i]!.subarray(0, N), a));
  return { values, error, converged };
}

interface Flow extends Linearisation {
  /** Of the training examples. Shape [nk][nk]. */
  readonly Theta: readonly Float64Array[];
  /** ∂ℓ/∂f at the start. Shape [nk]. */
  readonly slope: Float64Array;
  readonly loss: OutputLoss;
}

type Found = Pick<KernelPrediction, 'error' | 'converged'> & { readonly a: Float64Array };

/** Root mean square of N numbers of this norm. */
const rms = (size: number, N: number): number => (N === 0 ? 0 : size / Math.sqrt(N));

/**
 * a = φ(Θ)(f₀ − y) in the Krylov space of f₀ − y, as {@link linearised} has e^{−Θt/n}(f₀ − y).
 *
 * With s = t/n that is off by at most ‖f₀ − y‖ β_m |∫₀ˢ (e^{−Tτ})_{m1} dτ| in the training outputs, and a by the integral of
 * that over time, s times as much at most.
 */
function closedForm(
  { rows, Theta, slope, examples }: Flow,
  t: number,
  { tolerance }: PredictionOptions,
): Found {
  const [N, s, size] = [slope.length, t / examples, norm(slope)];
  if (size === 0) return { a: slope, error: { training: 0, others: 0 }, converged: true };
  const others = rows.slice(N);
  const across = Math.sqrt(
    others.reduce((sum, row) => sum + dot(row.subarray(0, N), row.subarray(0, N)), 0),
  );
  const space = krylovSpace(operatorOf({ rows: Theta }), slope);
  try {
    for (let m = 16; ; m = Math.ceil(1.5 * m)) {
      space.extend(m);
      const { diagonal, offDiagonal, beta, exhausted } = space;
      const eigen = tridiagonalEigen(diagonal, offDiagonal);
      const bound = beta * Math.abs(phi(eigen, s).at(-1)!);
      const error = {
        training: rms(size * bound, N),
        others: rms(size * s * bound * across, others.length),
      };
      const converged = Math.max(error.training, error.others) <= tolerance * rms(size, N);
      if (converged || exhausted)
        return { a: space.combine(phi(eigen, s).map((x) => size * x)), error, converged };
    }
  } finally {
    space.dispose();
  }
}

/** φ(T) e₁, φ(λ) = (1 − e^{−λs})/λ. */
const phi = ({ values, vectors: U }: SymmetricEigen, s: number): number[] => {
  const weights = values.map(
    (lambda, j) => U[0]![j]! * (lambda === 0 ? s : -Math.expm1(-lambda * s) / lambda),
  );
  return U.map((row) => dot(row, weights));
};

/** a by its differential equation. */
function integrated(
  { rows, Theta, f0, y, slope, loss, examples }: Flow,
  t: number,
  { tolerance, maxSteps }: PredictionOptions,
): Found {
  const N = y.length;
  const product = operatorOf({ rows: Theta }).matvec;
  const start = f0.slice(0, N);
  // Root mean square change of outputs by a unit change of weights, at most.
  const reach = (part: readonly Float64Array[], first: number) =>
    rms(
      Math.sqrt(part.reduce((sum, row, i) => sum + Math.max(0, row[first + i]!), 0)),
      part.length,
    );
  const [training, others] = [reach(rows.slice(0, N), 0), reach(rows.slice(N), N)];
  const widest = Math.max(training, others);
  const wanted = (tolerance * rms(norm(slope), N)) / widest;
  if (!(wanted > 0 && Number.isFinite(wanted)))
    return {
      a: new Float64Array(N),
      error: { training: 0, others: 0 },
      converged: true,
    };
  const found = dormandPrince(
    (a) => loss.slopes(axpy(-1, product(a) as Float64Array, start), y).map((x) => x / examples),
    new Float64Array(N),
    t,
    { tolerance: wanted, maxSteps, size: (e) => Math.sqrt(Math.max(0, dot(e, product(e)))) },
  );
  const { values: a, error, converged } = found;
  const unreached = converged ? 1 : Number.NaN;
  return {
    a,
    error: { training: unreached * error * training, others: unreached * error * others },
    converged,
  };
}
