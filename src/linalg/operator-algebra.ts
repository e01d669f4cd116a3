import { type Rng, resumeRng } from '../core/random.ts';
import { congruent } from './congruent.ts';
import { dot } from './float64.ts';
import { type Block, checkBlock } from './layers.ts';
import type { LinearOperator, Vector } from './operator.ts';
import { orthogonalise } from './orthonormal.ts';
import { roundOffAmong } from './round-off.ts';

/** Freeing a composed operator frees nothing: its parts belong to who made them. */
const dispose = () => {};

/** Σᵢ aᵢ Aᵢ. @throws RangeError on no operators, or of different sizes */
export function combination(
  terms: readonly (readonly [weight: number, A: LinearOperator])[],
): LinearOperator {
  const dims = terms.map(([, A]) => A.dim);
  const dim = dims[0];
  if (dim === undefined || dims.some((d) => d !== dim))
    throw new RangeError(`invalid operators; one size needed: ${dims.join(', ')}`);
  const total = (parts: readonly ArrayLike<number>[], size: number): Float64Array =>
    Float64Array.from({ length: size }, (_, i) =>
      parts.reduce((sum, part, j) => sum + terms[j]![0] * part[i]!, 0),
    );
  return {
    dim,
    matvec: (v) =>
      total(
        terms.map(([, A]) => A.matvec(v)),
        dim,
      ),
    forms: (vs) => [
      ...total(
        terms.map(([, A]) => formsOf(A, vs)),
        vs.length,
      ),
    ],
    signForms: (streams) => [
      ...total(
        terms.map(([, A]) => signFormsOf(A, streams)),
        streams.length,
      ),
    ],
    ...roundOffAmong(terms.map(([, A]) => A)),
    dispose,
  };
}

/** a A */
export const scaled = (a: number, A: LinearOperator): LinearOperator => combination([[a, A]]);

/** A + s I */
export const shifted = (A: LinearOperator, s: number): LinearOperator => ({
  dim: A.dim,
  matvec: (v) => A.matvec(v).map((x, i) => x + s * v[i]!),
  forms: (vs) => formsOf(A, vs).map((x, i) => x + s * dot(vs[i]!, vs[i]!)),
  signForms: (streams) => signFormsOf(A, streams).map((x) => x + s * A.dim),
  ...roundOffAmong([A]),
  dispose,
});

/**
 * The deflated operator (I − Q Qᵀ) A (I − Q Qᵀ), for orthonormal rows Q [m][P].
 *
 * With eigenvectors of A in Q its spectrum is that of A with their eigenvalues set to 0.
 *
 * @throws RangeError where a row has another length
 */
export function deflated(A: LinearOperator, Q: readonly Float64Array[]): LinearOperator {
  const wrong = Q.find((q) => q.length !== A.dim);
  if (wrong !== undefined)
    throw new RangeError(`invalid basis; rows of ${A.dim} entries needed: ${wrong.length}`);
  const project = (v: ArrayLike<number>): Float64Array => {
    const out = Float64Array.from(v);
    orthogonalise(out, Q);
    return out;
  };
  return congruent(A, { dim: A.dim, apply: project, transpose: project });
}

/**
 * The diagonal block of A on the parameters from … to − 1: E ᵀA E with E [P, to − from] of unit columns.
 *
 * A product costs one of A.
 *
 * @throws RangeError unless 0 ≤ from < to ≤ P
 */
export function restricted(A: LinearOperator, block: Block): LinearOperator {
  const { from, to } = checkBlock(block, A.dim);
  const dim = to - from;
  return congruent(A, {
    dim,
    apply(v) {
      if (v.length !== dim)
        throw new RangeError(`invalid vector; ${dim} entries expected, ${v.length} given`);
      const out = new Float64Array(A.dim);
      out.set(v, from);
      return out;
    },
    transpose: (u) => u.slice(from, to),
  });
}

/** vᵀA v for several vectors, by whichever way the operator has. */
export const formsOf = (A: LinearOperator, vs: readonly Vector[]): number[] =>
  A.forms?.(vs) ?? vs.map((v) => dot(v, A.matvec(v)));

/** zᵀA z for the first signs z of each of these streams, by whichever way the operator has. */
export const signFormsOf = (A: LinearOperator, streams: readonly Rng[]): number[] =>
  A.signForms?.(streams) ??
  formsOf(
    A,
    // From copies, since every term of a sum draws the same.
    streams.map((stream) => resumeRng(stream.state()).signs(A.dim)),
  );
