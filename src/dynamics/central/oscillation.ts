import { type Matrix, transpose } from '../../linalg/dense.ts';
import { complementarity } from '../../linalg/symmetric/complementarity.ts';
import { polarisation } from '../../linalg/symmetric/polarisation.ts';
import { matrixOf, vectorise } from '../../linalg/symmetric/symmetric-coordinates.ts';
import type { Critical } from './critical.ts';
import type { EdgeSums } from './edge-sums.ts';

/** What moves at a point, in flat arrays of shape [P]. */
export interface EdgePoint {
  /** ∇L(θ) */
  readonly g: Float64Array;
  /** D > 0 of the descent θ ← θ − η D⁻¹∇L. */
  readonly D: Float64Array;
  /** How D adapts; absent: it stands still. */
  readonly adaptation?: Adaptation;
}

/** dν/dt = ρ(E[∇L²] − ν), with D a function of ν entry by entry. */
export interface Adaptation {
  readonly nu: Float64Array;
  /** ρ, per unit of training time. */
  readonly relaxation: number;
  /** dD/dν, entry by entry. */
  readonly slope: Float64Array;
}

/** How the centre moves, and how descent oscillates about it. */
export interface Centred {
  /** dθ/dt. Shape [P]. */
  readonly velocity: Float64Array;
  /** dν/dt; absent where nothing adapts. Shape [P]. */
  readonly adapting?: Float64Array;
  /** Covariance of the oscillation in the basis U = D^{−½}Z: Σ = U X Uᵀ. Shape [k][k]. */
  readonly X: Matrix;
  /** ½⟨H, Σ⟩ */
  readonly loss: number;
  /** ⟨H², Σ⟩ */
  readonly squaredGradient: number;
  /** False where no covariance keeps the eigenvalues at the edge. */
  readonly held: boolean;
}

/**
 * The central flow at a point: the covariance Σ = U X Uᵀ that keeps every eigenvalue of D⁻¹H at or below 2/η.
 *
 * dθ/dt = −D⁻¹(∇L + ½∇⟨H, Σ⟩) and dν/dt = ρ(∇L² + diag(HΣH) − ν). With UᵀDU = I the matrix
 * Uᵀ((2/η)D − H)U after a step dt of Euler's method is A + B[X], linear in X; X ⪰ 0 solves
 * A + B[X] ⪰ 0, ⟨X, A + B[X]⟩ = 0. HΣ is taken as (2/η)DΣ, which complementarity makes it, so that B is
 * symmetric and B ⪰ 0. Cohen, Damian, Talwalkar, Kolter & Lee, Understanding optimization in deep learning
 * with central flows, ICLR 2025, and its published code for the discretisation.
 */
export function centre(
  sums: EdgeSums,
  { g, D, adaptation }: EdgePoint,
  critical: Critical | undefined,
  { eta, dt }: { readonly eta: number; readonly dt: number },
): Centred {
  const edge = 2 / eta;
  const velocity = g.map((x, p) => -x / D[p]!);
  const adapting = adaptation?.nu.map((nu, p) => adaptation.relaxation * (g[p]! ** 2 - nu));
  const still = { velocity, ...(adapting && { adapting }) };
  if (critical === undefined) return { ...still, X: [], loss: 0, squaredGradient: 0, held: true };
  const { values, vectors, formGradients } = critical;
  const k = values.length;
  const { bilinear, weights } = polarisation(k);
  const { slopes, squares, overlaps } = sums.turns(formGradients, vectors, { v: velocity, D });
  const gap = vectorise(
    values.map((value, i) => values.map((_, j) => (i === j ? edge - value : 0))),
  );
  const alpha = bilinear(slopes).map((slope, a) => gap[a]! - dt * slope);
  const beta = transpose(squares.map(bilinear)).map((column) =>
    bilinear(column).map((x) => (dt * x) / 2),
  );
  if (adaptation !== undefined) {
    const { slope, relaxation } = adaptation;
    const own = sums.products(vectors, {
      v: slope.map((s, p) => s * adapting![p]!),
      // What E[∇L²] gains by X: diag(H U X Uᵀ H), with HU = (2/η)DU.
      w: slope.map((s, p) => s * D[p]! ** 2),
      D,
    });
    // On the coordinates of a symmetric matrix an entry off the diagonal counts √2 times.
    const counts = vectorise(values.map(() => values.map(() => 1)));
    for (const [a, m] of counts.entries()) {
      alpha[a]! += dt * edge * m * own.slopes[a]!;
      for (const [b, n] of counts.entries())
        beta[a]![b]! += dt * edge ** 3 * relaxation * m * n * own.squares[a]![b]!;
    }
  }
  const { X, converged } = complementarity(matrixOf(alpha, k), beta);
  const pull = sums.pull(weights(vectorise(X)), formGradients);
  for (const p of velocity.keys()) velocity[p]! -= pull[p]! / (2 * D[p]!);
  if (adaptation !== undefined) {
    const spread = sums.spread(X, vectors);
    for (const p of adapting!.keys())
      adapting![p]! += adaptation.relaxation * edge ** 2 * D[p]! * spread[p]!;
  }
  // HU = DUΛ, so that UᵀHU = Λ and UᵀH²U = Λ ZᵀDZ Λ.
  const loss = values.reduce((total, value, i) => total + (value * X[i]![i]!) / 2, 0);
  const squaredGradient = X.reduce(
    (total, row, i) =>
      row.reduce((part, x, j) => part + values[i]! * values[j]! * x * overlaps[i]![j]!, total),
    0,
  );
  return { ...still, X, loss, squaredGradient, held: converged };
}
