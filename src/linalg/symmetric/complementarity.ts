import { addScaled, largestEntry, type Matrix, multiply, scaledIdentity, trace } from '../dense.ts';
import { dot } from '../float64.ts';
import { symmetricEigen } from '../symmetric-eigen.ts';
import { newtonStep } from './newton-step.ts';
import { matrixOf, vectorise } from './symmetric-coordinates.ts';

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
/** Steps to the central path at the end, which converge quadratically. */
const CENTRINGS = 2;
/** The method takes 8–15 iterations; far more means that there is no solution. */
const MAX_ITERATIONS = 60;
/** Multiples of I to start from; theory requires one beyond the solution, and the smallest that converges is the fastest. */
const STARTS = [1, 1e2, 1e4, 1e6];

/**
 * The semidefinite linear complementarity problem: X ⪰ 0 with Y = A + B[X] ⪰ 0 and ⟨X, Y⟩ = 0.
 *
 * B maps symmetric matrices to symmetric matrices, and is symmetric and positive semidefinite, so that this is
 * min ½⟨X, B[X]⟩ + ⟨A, X⟩ over X ⪰ 0. By an infeasible interior-point method with the steps of `newtonStep`.
 * Where A ⪰ 0 the solution is X = 0, exactly.
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
  const a = vectorise(A);
  const map = (x: readonly number[]) => B.map((row, i) => a[i]! + dot(row, x));
  /** Whether A + B[X] ⪰ 0, up to round-off. */
  const positive = (X: Matrix): boolean => {
    const Y = matrixOf(map(vectorise(X)), k);
    return Y.flat().every(Number.isFinite) && symmetricEigen(Y).values[0]! > -ROUND_OFF;
  };
  let X = scaledIdentity(k, start);
  let Y = scaledIdentity(k, start);
  let centred = 0;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const mu = trace(multiply(X, Y)) / k;
    if (!Number.isFinite(mu)) break;
    const near = mu < AIM * Math.max(1, largestEntry(X));
    const lack = addScaled(matrixOf(map(vectorise(X)), k), -1, Y);
    // Off XY = μI they may be off by √μ, on it by μ.
    const next = newtonStep(X, Y, lack, B, mu, near ? 'centre' : 'solution');
    if (next === undefined) break;
    X = addScaled(X, next.length, next.dX);
    Y = addScaled(Y, next.length, next.dY);
    if (near) centred++;
    if (centred >= CENTRINGS && positive(X)) break;
  }
  const found = matrixOf(map(vectorise(X)), k);
  const gap = dot(vectorise(X), vectorise(found)) / k;
  return { X, Y: found, converged: gap < ENOUGH * Math.max(1, largestEntry(X)) && positive(X) };
}
