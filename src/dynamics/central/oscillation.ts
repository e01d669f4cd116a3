import { complementarity } from '../../linalg/complementarity.ts';
import type { Matrix } from '../../linalg/dense.ts';
import { matrixOf, vectorise } from '../../linalg/symmetric-coordinates.ts';

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

/** Eigenpairs of H u = λ D u near the edge, largest first, with uᵢᵀD uⱼ = δᵢⱼ, and third derivatives along them. */
export interface Critical {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
  /** ∇(uᵢᵀ∇²L uⱼ) for i ≤ j, row by row. */
  readonly formGradients: readonly Float64Array[];
}

/** How the centre moves, and how descent oscillates about it. */
export interface Centred {
  /** dθ/dt. Shape [P]. */
  readonly velocity: Float64Array;
  /** dν/dt; absent where nothing adapts. Shape [P]. */
  readonly adapting?: Float64Array;
  /** Covariance of the oscillation in the basis U: Σ = U X Uᵀ. Shape [k][k]. */
  readonly X: Matrix;
  /** False where no covariance keeps the eigenvalues at the edge. */
  readonly held: boolean;
}

/**
 * The central flow at a point: the covariance Σ = U X Uᵀ that keeps every eigenvalue of D⁻¹H at or below 2/η.
 *
 * dθ/dt = −D⁻¹(∇L + ½∇⟨H, Σ⟩) and dν/dt = ρ(∇L² + diag(HΣH) − ν). With V = UᵀDU = I the matrix
 * Uᵀ((2/η)D − H)U after a step dt of Euler's method is A + B[X], linear in X; X ⪰ 0 solves
 * A + B[X] ⪰ 0, ⟨X, A + B[X]⟩ = 0. HΣ is taken as (2/η)DΣ, which complementarity makes it, so that B is
 * symmetric and B ⪰ 0. Cohen, Damian, Talwalkar, Kolter & Lee, Understanding optimization in deep learning
 * with central flows, ICLR 2025, and its published code for the discretisation.
 */
export function centre(
  { g, D, adaptation }: EdgePoint,
  { values, vectors, formGradients }: Critical,
  eta: number,
  dt: number,
): Centred {
  const k = values.length;
  const P = g.length;
  const velocity = g.map((x, i) => -x / D[i]!);
  const adapting = adaptation?.nu.map((nu, i) => adaptation.relaxation * (g[i]! ** 2 - nu));
  const still = { velocity, ...(adapting && { adapting }) };
  if (k === 0) return { ...still, X: [], held: true };
  const places = values.flatMap((_, i) => values.slice(i).map((_, j) => [i, i + j] as const));
  // On the coordinates of a symmetric matrix an entry off the diagonal counts √2 times.
  const weight = places.map(([i, j]) => (i === j ? 1 : Math.SQRT2));
  const products = places.map(([i, j], a) =>
    vectors[i]!.map((x, p) => weight[a]! * x * vectors[j]![p]!),
  );
  const turns = formGradients.map((own, a) => own.map((x) => weight[a]! * x));
  // What E[∇L²] gains by coordinate a of X: diag(H u uᵀ H), with Hu = (2/η)Du.
  const gains = products.map((x) => x.map((xp, p) => xp * (2 / eta) ** 2 * D[p]! ** 2));
  const alpha = places.map(([i, j], a) => {
    let change = 0;
    for (let p = 0; p < P; p++) {
      change -= turns[a]![p]! * velocity[p]!;
      if (adaptation !== undefined)
        change += (2 / eta) * products[a]![p]! * adaptation.slope[p]! * adapting![p]!;
    }
    return (i === j ? 2 / eta - values[i]! : 0) + dt * change;
  });
  const beta = places.map(() => new Array<number>(places.length).fill(0));
  for (const a of places.keys())
    for (let b = a; b < places.length; b++) {
      let change = 0;
      for (let p = 0; p < P; p++) {
        change += (turns[a]![p]! * turns[b]![p]!) / (2 * D[p]!);
        if (adaptation !== undefined)
          change +=
            (2 / eta) *
            products[a]![p]! *
            adaptation.slope[p]! *
            adaptation.relaxation *
            gains[b]![p]!;
      }
      beta[a]![b] = dt * change;
      beta[b]![a] = dt * change;
    }
  const { X, converged } = complementarity(matrixOf(alpha, k), beta);
  for (const [a, x] of vectorise(X).entries()) {
    for (let p = 0; p < P; p++) {
      velocity[p]! -= (x * turns[a]![p]!) / (2 * D[p]!);
      if (adaptation !== undefined) adapting![p]! += x * adaptation.relaxation * gains[a]![p]!;
    }
  }
  return { ...still, X, held: converged };
}
