import { dot } from './float64.ts';

/** A small matrix as rows, square where nothing else is said. */
export type Matrix = readonly (readonly number[])[];

/** c I */
export const scaledIdentity = (k: number, c: number): number[][] =>
  Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => (i === j ? c : 0)));

/** Aᵀ. Shapes [m][n] → [n][m]. */
export const transpose = (A: Matrix): number[][] =>
  (A[0] ?? []).map((_, j) => A.map((row) => row[j]!));

/** A B. Shapes [m][n], [n][p] → [m][p]. */
export function multiply(A: Matrix, B: Matrix): number[][] {
  const columns = transpose(B);
  return A.map((row) => columns.map((column) => dot(row, column)));
}

/** tr A */
export const trace = (A: Matrix): number => A.reduce((sum, row, i) => sum + row[i]!, 0);

/** X + t D */
export const addScaled = (X: Matrix, t: number, D: Matrix): number[][] =>
  X.map((row, i) => row.map((x, j) => x + t * D[i]![j]!));

/** max |aᵢⱼ|, NaN where an entry is. */
export const largestEntry = (A: Matrix): number =>
  Math.max(...A.map((row) => Math.max(...row.map(Math.abs))));
