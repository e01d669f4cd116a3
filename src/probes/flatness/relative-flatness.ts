import type { Estimate } from '../../core/estimate.ts';
import { totalSize } from '../../core/shapes.ts';
import { congruent } from '../../linalg/congruent.ts';
import { axpy, dot, norm } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { type TraceOptions, trace } from '../trace/hutchinson.ts';

/**
 * The relative flatness κ = Σ_{s,s'} ⟨w_s, w_s'⟩ tr H_{ss'} of one layer; the larger, the sharper.
 *
 * w_s are the weights into neuron s, biases aside, and H_{ss'} the block of ∇²L with respect to w_s and w_s'.
 * Petzka, Kamp, Adilova, Sminchisescu & Boley, Relative Flatness and Generalization, NeurIPS 2021. Invariant when
 * a layer is multiplied by α and the next divided by it, and when single neurons of the layer are scaled; not
 * when single neurons of the layer *before* are, since its inputs then scale apart.
 *
 * It is the trace of `relativeCurvature`, by Hutchinson's estimator: error, stopping and throws are those of
 * `trace`, arguments those of `relativeCurvature`.
 */
export const relativeFlatness = (
  H: LinearOperator,
  x: Float64Array,
  shapes: readonly (readonly number[])[],
  layer: number,
  options: TraceOptions,
): Estimate => trace(relativeCurvature(H, x, shapes, layer), options);

/**
 * BᵀH B with B z = Z R at one layer W = Q R and 0 elsewhere: curvature in units of the layer's own weights.
 *
 * tr BᵀH B = Σ_t Σ_{s,s'} (RᵀR)_{ss'} ∂²L/∂W_{ts}∂W_{ts'}, and RᵀR = WᵀW holds the ⟨w_s, w_s'⟩. `layer` is the
 * place in θ of an array W [inputs, neurons] whose columns are neurons or filters. Shapes: x [P], z and Z
 * [inputs, rank] with the lesser of inputs and neurons for a rank.
 *
 * @throws RangeError unless the array at `layer` has two axes
 */
export function relativeCurvature(
  H: LinearOperator,
  x: Float64Array,
  shapes: readonly (readonly number[])[],
  layer: number,
): LinearOperator {
  const shape = shapes[layer];
  if (shape?.length !== 2)
    throw new RangeError(`invalid layer; no matrix of weights is at that place: ${layer}`);
  const [inputs, neurons] = shape as [number, number];
  const first = totalSize(shapes.slice(0, layer));
  const R = triangle(x.subarray(first, first + inputs * neurons), inputs, neurons);
  const rank = R.length;
  const apply = (z: ArrayLike<number>) => {
    const out = new Float64Array(H.dim);
    for (let t = 0; t < inputs; t++)
      for (const [u, row] of R.entries()) {
        const ztu = z[t * rank + u]!;
        for (let s = 0; s < neurons; s++) out[first + t * neurons + s]! += ztu * row[s]!;
      }
    return out;
  };
  const transpose = (v: ArrayLike<number>) => {
    const out = new Float64Array(inputs * rank);
    for (let t = 0; t < inputs; t++)
      for (const [u, row] of R.entries())
        for (let s = 0; s < neurons; s++)
          out[t * rank + u]! += v[first + t * neurons + s]! * row[s]!;
    return out;
  };
  return congruent(H, { dim: inputs * rank, apply, transpose });
}

/** Rows of R with RᵀR = WᵀW, as few as W has rows or columns: R of W = Q R, or W itself. Shape [rank][neurons]. */
function triangle(W: Float64Array, inputs: number, neurons: number): Float64Array[] {
  if (inputs <= neurons)
    return Array.from({ length: inputs }, (_, t) => W.slice(t * neurons, (t + 1) * neurons));
  // Modified Gram–Schmidt; Golub & Van Loan, Matrix Computations (2013), §5.2.8.
  const columns: Float64Array[] = Array.from({ length: neurons }, (_, s) =>
    Float64Array.from({ length: inputs }, (_, t) => W[t * neurons + s]!),
  );
  return columns.map((_, u) => {
    const row = new Float64Array(neurons);
    const length = norm(columns[u]!);
    row[u] = length;
    if (length === 0) return row;
    const q = columns[u]!.map((a) => a / length);
    for (let s = u + 1; s < neurons; s++) {
      row[s] = dot(q, columns[s]!);
      columns[s] = axpy(-row[s]!, q, columns[s]!);
    }
    return row;
  });
}
