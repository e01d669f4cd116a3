import { addColumns, bordered, projections } from './columns.ts';
import { axpy, dot, norm } from './float64.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** An approximate eigenpair of A from a subspace. */
export interface RitzPair {
  readonly value: number;
  /** Unit vector y. Shape [P]. */
  readonly vector: Float64Array;
  /** A y − value · y. Shape [P]. */
  readonly residual: Float64Array;
}

/** The Ritz values of a subspace, ascending, with what is needed to form their pairs. */
export interface Ritz {
  readonly values: readonly number[];
  /** ‖A y − value · y‖ up to the square root of round-off, without forming y. */
  readonly residuals: readonly number[];
  pair(i: number): RitzPair;
}

/** An orthonormal basis V with the products A V beside it, shapes [m][P] each, and VᵀAV, shape [m][m]. */
export interface Subspace {
  readonly size: () => number;
  /** Appends a unit vector orthogonal to the basis, with its product. */
  add(v: Float64Array, product: Float64Array): void;
  /** Removes from w its components along the basis, twice: once is not enough in floating point. */
  orthogonalise(w: Float64Array): void;
  ritz(): Ritz;
  /** Replaces the basis by these of the Ritz vectors. */
  keep(ritz: Ritz, which: readonly number[]): void;
}

/** An empty subspace. */
export function subspace(): Subspace {
  let V: Float64Array[] = [];
  let AV: Float64Array[] = [];
  let T: number[][] = [];
  // (AV)ᵀAV, of which ‖A y‖² is a form.
  let G: number[][] = [];
  return {
    size: () => V.length,
    add(v, product) {
      V.push(v);
      AV.push(product);
      T = bordered(T, projections(V, product));
      G = bordered(G, projections(AV, product));
    },
    orthogonalise(w) {
      for (let pass = 0; pass < 2; pass++) addColumns(w, -1, V, projections(V, w));
    },
    ritz() {
      const { values, vectors } = symmetricEigen(T);
      const [basis, products] = [V, AV];
      return {
        values,
        // ‖A y − λ y‖² = ‖A y‖² − λ², since yᵀA y = λ.
        residuals: values.map((value, j) => {
          const s = vectors.map((row) => row[j]!);
          const square = dot(
            s,
            G.map((row) => dot(row, s)),
          );
          return Math.sqrt(Math.max(0, square - value * value));
        }),
        pair(i) {
          const weights = vectors.map((row) => row[i]!);
          const vector = combine(basis, weights);
          const residual = axpy(-values[i]!, vector, combine(products, weights));
          return { value: values[i]!, vector, residual };
        },
      };
    },
    keep(ritz, which) {
      const kept = which.map(ritz.pair);
      V = kept.map(({ vector }) => vector);
      AV = kept.map(({ value, vector, residual }) => axpy(value, vector, residual));
      T = kept.map(({ value }, i) => kept.map((_, j) => (i === j ? value : 0)));
      G = AV.map((w) => projections(AV, w));
    },
  };
}

/** Scales to a unit vector in place; returns the norm it had. */
export function normalise(v: Float64Array): number {
  const length = norm(v);
  for (let i = 0; i < v.length; i++) v[i]! /= length;
  return length;
}

function combine(basis: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const out = new Float64Array(basis[0]!.length);
  addColumns(out, 1, basis, weights);
  return out;
}
