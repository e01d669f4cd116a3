import { addColumns } from './columns.ts';
import { dot, norm, ROUND_OFF } from './float64.ts';
import { addStep, hasEnded, type KrylovSpace, noSteps } from './krylov-space.ts';
import type { LinearOperator } from './operator.ts';
import { orthogonalise } from './orthonormal.ts';

/**
 * The Krylov space of A from a start vector [P], by Lanczos' algorithm with full reorthogonalisation.
 *
 * Parlett, The Symmetric Eigenvalue Problem (1980), §13. One product a step, and m vectors of P numbers held, by the
 * operator where it has a way of its own. It ends after P steps, when exhausted (β is within `roundOff`, the share by
 * which products may be off, of the size of A), or where A is not finite.
 */
export const krylovSpace = (
  A: LinearOperator,
  start: Float64Array,
  roundOff = ROUND_OFF,
): KrylovSpace => A.krylov?.(start, roundOff) ?? ofProducts(A, start, roundOff);

function ofProducts(A: LinearOperator, start: Float64Array, roundOff: number): KrylovSpace {
  const basis: Float64Array[] = [];
  const T = noSteps();
  let v = start;
  let length = norm(start);
  const step = () => {
    v = v.map((x) => x / length);
    basis.push(v);
    // A copy, since the operator may keep the array it returns.
    const w = new Float64Array(A.matvec(v));
    const alpha = dot(v, w);
    orthogonalise(w, basis);
    length = norm(w);
    addStep(T, alpha, length, A.dim, roundOff);
    v = w;
  };
  return Object.assign(T, {
    extend(m: number) {
      while (basis.length < m && !hasEnded(T)) step();
    },
    combine(x: readonly number[]) {
      const out = new Float64Array(A.dim);
      addColumns(out, 1, basis, x);
      return out;
    },
    dispose() {},
  });
}
