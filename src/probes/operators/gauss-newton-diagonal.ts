import type { Rng } from '../../core/random.ts';
import { hessianVectorProduct, vectorJacobianProduct } from '../../engine/derivatives/autodiff.ts';
import { accumulate } from '../../engine/program/accumulate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { block } from '../../engine/tensors/block.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { concat, matMul, mul, reshape, slice, sum } from '../../engine/tensors/operations.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { cachedArrays } from './microbatches.ts';
import type { Model } from './model.ts';

/** The diagonal of a network's Gauss–Newton matrix, at any θ; graphs are compiled once. */
export interface GaussNewtonDiagonal {
  /** diag G, exactly: k passes backward for each example. Shape [P]. */
  exact(theta: Params): Float64Array;
  /** A draw whose mean is diag G: two passes backward for each example. Shape [P]. */
  draw(theta: Params, random: Rng): Float64Array;
  dispose(): void;
}

/**
 * diag G of G = (1/n) Σᵢ Jᵢᵀ Bᵢ Jᵢ, with Jᵢ = ∂f(θ, xᵢ)/∂θ [k, P] and Bᵢ = ∇²_f ℓᵢ [k, k], one example after the other.
 *
 * Exact: entry j is (1/n) Σᵢ Σ_{c,d} B_cd J_cj J_dj, from the k rows of Jᵢ, which are all that is held. Drawn: (1/n) Σᵢ (Jᵢᵀξᵢ) ∘ (JᵢᵀBᵢξᵢ) with
 * ξᵢ of k random signs each, Hutchinson's estimator in the outputs, which needs no root of Bᵢ; where Bᵢ = I it is the square of a gradient at
 * targets that are drawn. Schraudolph, Neural Computation 14 (2002) 1723–1738, for G.
 */
export function gaussNewtonDiagonal(
  { microbatches, examples: n }: Model,
  precision: Precision,
): GaussNewtonDiagonal {
  const { outputSize: k } = microbatches;
  const arrays = cachedArrays(microbatches);
  /** Σ over the examples of these arrays of a term. */
  const over = (own: Params, term: (mine: Params, i: Tensor) => Params) =>
    accumulate(own[0]!.shape[0]!, (i) =>
      term(
        own.map((a) => block(a, i, 1)),
        i,
      ),
    );
  /** B applied to each row of u, [m, k], at one example's outputs [1, k]. */
  const curved = (f: Tensor, mine: Params, u: Tensor): Tensor => {
    const times = u.shape[0]!;
    const rows = mine.map((a) => concat(Array.from({ length: times }, () => a)));
    const outputs = concat(Array.from({ length: times }, () => f));
    const loss = ([q]: Params) => sum(microbatches.losses(q!, rows));
    return hessianVectorProduct(loss, [outputs], [u])[0]!;
  };
  const units = new Float64Array(k * k).map((_, i) => Number(i % (k + 1) === 0));
  const whole = compile((inputs) => {
    const [eye, ...rest] = inputs as [Tensor, ...Tensor[]];
    const [theta, own] = [rest.slice(0, -width), rest.slice(-width)];
    return over(own, (mine) => {
      const f = (q: Params) => microbatches.outputs(q, mine);
      const B = curved(f(theta), mine, eye);
      const rows = Array.from({ length: k }, (_, c) =>
        vectorJacobianProduct(f, theta, slice(eye, [c, 0], [1, k])),
      );
      return theta.map(({ shape, size }, a) => {
        const J = concat(rows.map((row) => reshape(row[a]!, [1, size])));
        return reshape(sum(mul(J, matMul(B, J)), 0), shape);
      });
    });
  }, precision);
  const drawn = compile((inputs) => {
    const [signs, ...rest] = inputs as [Tensor, ...Tensor[]];
    const [theta, own] = [rest.slice(0, -width), rest.slice(-width)];
    return over(own, (mine, i) => {
      const f = (q: Params) => microbatches.outputs(q, mine);
      const u = block(signs, i, 1);
      const left = vectorJacobianProduct(f, theta, u);
      const right = vectorJacobianProduct(f, theta, curved(f(theta), mine, u));
      return left.map((x, a) => mul(x, right[a]!));
    });
  }, precision);
  /** Arrays of each microbatch. */
  let width = 0;
  const total = (
    theta: Params,
    program: (inputs: Params) => Tensor[],
    first: (count: number) => Float64Array,
    columns: number,
  ): Float64Array => {
    let out: Float64Array | undefined;
    for (const own of arrays.of()) {
      width = own.length;
      const values = first(own[0]!.shape[0]!);
      const given = tensor(precision === 'double' ? values : new Float32Array(values), [
        values.length / columns,
        columns,
      ]);
      const terms = program([given, ...theta, ...own]);
      const part = flatten64(terms);
      dispose([given, ...terms]);
      out = out === undefined ? part : out.map((x, j) => x + part[j]!);
    }
    return out!.map((x) => x / n);
  };
  return {
    exact: (theta) => total(theta, whole, () => units, k),
    draw: (theta, random) =>
      total(theta, drawn, (count) => new Float64Array(random.signs(count * k)), k),
    dispose() {
      whole.dispose();
      drawn.dispose();
      arrays.dispose();
    },
  };
}
