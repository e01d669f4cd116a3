import {
  addScaled,
  largestEntry,
  type Matrix,
  multiply,
  scaledIdentity,
  symmetricInverse,
  trace,
  transpose,
} from './dense.ts';
import { dot } from './float64.ts';
import { solve } from './linear-system.ts';
import { matrixOf, vectorise } from './symmetric-coordinates.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Where a complementarity problem is solved, or as near as the iterations came. */
export interface Complementary {
  /** Shape [k][k], symmetric and positive semidefinite. */
  readonly X: Matrix;
  /** A + B[X]. Shape [k][k], symmetric. */
  readonly Y: Matrix;
  /** False where no solution was found: there may be none. */
  readonly converged: boolean;
}

/**
 * ⟨X, Y⟩/k relative to ‖A‖ and ‖X‖ that is aimed for, that which counts as solved where round-off allows no
 * better, and how far Y may be from Y ⪰ 0 relative to ‖A‖.
 */
const AIM = 1e-12;
const ENOUGH = 1e-9;
const ROUND_OFF = 1e-9;
/** The method takes 8–15 iterations; far more means that there is no solution. */
const MAX_ITERATIONS = 60;
/**
 * Share of the way to the boundary that a step takes, and share of the gap that it aims for; usual values, Wright,
 * Primal-Dual Interior-Point Methods (1997), ch. 5, 10.
 */
const STEP = 0.95;
const CENTRE = 0.1;
/** A share of the step below which round-off decides what is left. */
const STALLED = 1e-6;
/** Multiples of I to start from; theory requires one beyond the solution, and the smallest that converges is the fastest. */
const STARTS = [1, 1e2, 1e4, 1e6];

/**
 * The semidefinite linear complementarity problem: X ⪰ 0 with Y = A + B[X] ⪰ 0 and ⟨X, Y⟩ = 0.
 *
 * B maps symmetric matrices to symmetric matrices and is monotone, ⟨X, B[X]⟩ ≥ 0; where it is symmetric
 * this is min ½⟨X, B[X]⟩ + ⟨A, X⟩ over X ⪰ 0. By an infeasible interior-point method: Newton's direction
 * for XY = σμI in the form ΔX + sym(X ΔY Y⁻¹) = σμY⁻¹ − X (Kojima, Shindoh & Hara, SIAM J. Optim. 7 (1997)
 * 86–125, §§5–6), on coordinates in which ⟨·,·⟩ is Euclidean. Where A ⪰ 0 the solution is X = 0, exactly.
 *
 * Shapes: A [k][k]; B [d][d] on the coordinates of `vectorise`, d = k(k+1)/2.
 */
export function complementarity(A: Matrix, B: Matrix): Complementary {
  const k = A.length;
  const zero = A.map((row) => row.map(() => 0));
  const nothing = (converged: boolean) => ({ X: zero, Y: A, converged });
  if (k === 0) return nothing(true);
  const a = largestEntry(A);
  const b = largestEntry(B);
  if (!(Number.isFinite(a) && Number.isFinite(b))) return nothing(false);
  if (symmetricEigen(A).values[0]! >= 0) return nothing(true);
  if (b === 0) return nothing(false);
  // In units in which A and B are of size 1, X is of the size that B needs to undo A.
  const [unitA, unitB] = [
    A.map((row) => row.map((x) => x / a)),
    B.map((row) => row.map((x) => x / b)),
  ];
  let scaled = interior(unitA, unitB, STARTS[0]!);
  for (const start of STARTS.slice(1))
    if (!scaled.converged) scaled = interior(unitA, unitB, start);
  return {
    X: scaled.X.map((row) => row.map((x) => (x * a) / b)),
    Y: scaled.Y.map((row) => row.map((y) => y * a)),
    converged: scaled.converged,
  };
}

function interior(A: Matrix, B: Matrix, start: number): Complementary {
  const k = A.length;
  const d = (k * (k + 1)) / 2;
  const a = vectorise(A);
  const map = (x: readonly number[]) => B.map((row, i) => a[i]! + dot(row, x));
  /** Whether A + B[X] ⪰ 0, up to round-off. */
  const positive = (X: Matrix): boolean => {
    const Y = matrixOf(map(vectorise(X)), k);
    return Y.flat().every(Number.isFinite) && symmetricEigen(Y).values[0]! > -ROUND_OFF;
  };
  let X = scaledIdentity(k, start);
  let Y = scaledIdentity(k, start);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const lack = map(vectorise(X)).map((y, i) => y - vectorise(Y)[i]!);
    const mu = trace(multiply(X, Y)) / k;
    if (!Number.isFinite(mu)) break;
    if (mu < AIM * Math.max(1, largestEntry(X)) && positive(X)) break;
    const inverse = symmetricInverse(Y);
    /** M ↦ sym(X M Y⁻¹) on coordinates. */
    const carry = (m: readonly number[]) => {
      const product = multiply(multiply(X, matrixOf(m, k)), inverse);
      return vectorise(product.map((row, i) => row.map((x, j) => (x + product[j]![i]!) / 2)));
    };
    const right = carry(lack);
    const centre = vectorise(inverse);
    const x = vectorise(X);
    const columns = Array.from({ length: d }, (_, j) => carry(B.map((row) => row[j]!)));
    const system = Array.from({ length: d }, (_, i) =>
      columns.map((column, j) => column[i]! + (i === j ? 1 : 0)),
    );
    const step = solve(
      system,
      x.map((xi, i) => CENTRE * mu * centre[i]! - xi - right[i]!),
    );
    const dX = matrixOf(step, k);
    const dY = matrixOf(
      B.map((row, i) => lack[i]! + dot(row, step)),
      k,
    );
    const length = Math.min(1, STEP * room(X, dX), STEP * room(Y, dY));
    if (!(length > STALLED)) break;
    X = addScaled(X, length, dX);
    Y = addScaled(Y, length, dY);
  }
  const found = matrixOf(map(vectorise(X)), k);
  const gap = dot(vectorise(X), vectorise(found)) / k;
  return { X, Y: found, converged: gap < ENOUGH * Math.max(1, largestEntry(X)) && positive(X) };
}

/** The largest t ≤ ∞ with X + t D ⪰ 0, for X ≻ 0: −1/λ_min(X^{−½} D X^{−½}). */
function room(X: Matrix, D: Matrix): number {
  const { values, vectors } = symmetricEigen(X);
  const scaled = vectors.map((row) =>
    row.map((v, j) => v / Math.sqrt(Math.max(values[j]!, 1e-300))),
  );
  const turned = multiply(transpose(scaled), multiply(D, scaled));
  if (!turned.every((row) => row.every(Number.isFinite))) return 0;
  const least = symmetricEigen(turned).values[0]!;
  return least < 0 ? -1 / least : Number.POSITIVE_INFINITY;
}
