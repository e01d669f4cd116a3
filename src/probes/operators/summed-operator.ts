import type { Rng } from '../../core/random.ts';
import { compiler, type Precision } from '../../engine/program/compile.ts';
import { keysOf } from '../../engine/program/random-signs.ts';
import { scoped } from '../../engine/tensors/memory.ts';
import { reshape } from '../../engine/tensors/operations.ts';
import { unflatten, views } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { krylovOnEngine } from './krylov.ts';
import type { MicrobatchSum, OnVectors } from './microbatches.ts';

/** The operator of such a sum, on vectors of the given shapes; `together` vectors share one call for their forms. */
export function summedOperator(
  { products, forms, signForms, whole, scale, dispose }: MicrobatchSum,
  shapes: readonly (readonly number[])[],
  dim: number,
  precision: Precision,
  together = 1,
): LinearOperator {
  /** The results of each group on these vectors, cut into arrays of these shapes: `size` numbers, added up. */
  const total = (
    functions: readonly OnVectors[],
    vs: readonly (Float64Array | Float32Array)[],
    size: number,
    cut = shapes,
  ): Float64Array => {
    const sum = new Float64Array(size);
    scoped(() => {
      const inputs = vs.flatMap((v) => asTensors(v, cut, precision));
      for (const [i, f] of functions.entries()) addTo(sum, f(inputs), precision, i === 0);
      return [];
    });
    if (scale !== 1) for (let i = 0; i < size; i++) sum[i]! *= scale;
    return sum;
  };
  return {
    dim,
    matvec: (v) => (whole ? total([whole], [v], dim, [[dim]]) : total(products, [v], dim)),
    forms(vs) {
      const out: number[] = [];
      while (out.length < vs.length) {
        const count = vs.length - out.length >= together ? together : 1;
        out.push(...total(forms, vs.slice(out.length, out.length + count), count));
      }
      return out;
    },
    ...(signForms && {
      signForms(streams: readonly Rng[]) {
        // Streams beyond those asked for fill the last turn.
        const turns = Math.ceil(streams.length / together);
        const all = Array.from({ length: turns * together }, (_, i) => streams[i] ?? streams[0]!);
        const sum = new Float64Array(all.length);
        scoped(() => {
          const keys = keysOf(all.map((stream) => stream.state()));
          const turned = reshape(keys, [turns, together, 2]);
          for (const [i, f] of signForms.entries()) addTo(sum, [f(turned)], precision, i === 0);
          return [];
        });
        return [...sum.subarray(0, streams.length)].map((x) => scale * x);
      },
    }),
    ...(whole && {
      krylov: (start: Float64Array, roundOff: number) =>
        compiler() === undefined
          ? undefined
          : krylovOnEngine(whole, start, { dim, scale, roundOff, precision }),
    }),
    dispose,
  };
}

/** A vector as tensors of these shapes, which must not outlive a float32 vector. */
export const asTensors = (
  v: Float64Array | Float32Array,
  shapes: readonly (readonly number[])[],
  precision: Precision,
): Tensor[] =>
  precision === 'double'
    ? unflatten(new Float64Array(v), shapes)
    : views(v instanceof Float32Array ? v : new Float32Array(v), shapes);

/** Adds the values of these tensors, one after the other, to `sum`, or copies them where it is still empty. */
export function addTo(
  sum: Float64Array,
  terms: Params,
  precision: Precision,
  empty: boolean,
): void {
  let at = 0;
  for (const t of terms) {
    const values = precision === 'double' ? read64(t) : t.dataSync();
    // Copying is several times faster than adding.
    if (empty) sum.set(values, at);
    else for (let i = 0; i < values.length; i++) sum[at + i]! += values[i]!;
    at += values.length;
  }
}
