import { type Rng, rng } from '../../src/core/random.ts';
import type { Matrix } from '../../src/linalg/dense.ts';

export const gaussian = (rows: number, columns: number, random: Rng): number[][] =>
  Array.from({ length: rows }, () => [...random.normals(columns)]);
export const transpose = (A: Matrix): number[][] => A[0]!.map((_, j) => A.map((row) => row[j]!));
export const multiply = (A: Matrix, B: Matrix): number[][] =>
  A.map((row) => transpose(B).map((column) => inner(row, column)));
export const inner = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, xi, i) => sum + xi * y[i]!, 0);
export const plus = (A: Matrix, t: number, B: Matrix): number[][] =>
  A.map((row, i) => row.map((x, j) => x + t * B[i]![j]!));

/**
 * min ½⟨X, B[X]⟩ + ⟨A, X⟩ over X = GGᵀ by gradient steps with momentum on G, which knows nothing of cones: for a full
 * square G no stationary point other than the minimum attracts (Burer & Monteiro 2005). Y(X) = A + B[X], and `size`
 * bounds B.
 */
export function byFactor(
  Y: (X: Matrix) => Matrix,
  k: number,
  size: number,
  steps = 6000,
): number[][] {
  let G = gaussian(k, k, rng(5));
  let velocity = G.map((row) => row.map(() => 0));
  for (let n = 0; n < steps; n++) {
    const X = multiply(G, transpose(G));
    const at = Y(X);
    const trace = X.reduce((sum, row, i) => sum + row[i]!, 0);
    const norm = Math.max(...at.flat().map(Math.abs));
    const step = -0.5 / (size * trace + k * norm);
    velocity = plus(
      velocity.map((row) => row.map((x) => 0.95 * x)),
      step,
      multiply(at, G),
    );
    G = plus(G, 1, velocity);
  }
  return multiply(G, transpose(G));
}
