import type { Precision } from '../../engine/program/compile.ts';
import { dispose, scoped } from '../../engine/tensors/memory.ts';
import { unflatten, views } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { staging } from './staging.ts';

/** Results on vectors given as tensors, one vector after the other. */
export type Part = (vs: Params) => Tensor[];

/** A matrix that is a multiple of a sum over parts of the training set. */
export interface Parts {
  /** A v of each part. */
  readonly products: readonly Part[];
  /** vᵀA v of each part, for every v. */
  readonly forms: readonly Part[];
  /** What the sum over parts is multiplied by. */
  readonly scale: number;
  dispose(): void;
}

/** Compiled products and forms, to be put at a point. */
export interface Programs {
  /** `held` is θ and whatever else does not change from vector to vector. */
  at(held: Params, rows?: Int32Array): Parts;
  dispose(): void;
}

/** The training set in parts. */
export interface Split {
  /** The arrays of each part, made anew and the caller's to free; of these rows only, if any are given. */
  arrays(rows?: Int32Array): readonly Params[];
  /** Numbers that a pass through the network leaves behind, over all parts. */
  readonly activations: number;
}

/** What one part, with arrays of its own, adds to a matrix. */
export interface Terms {
  product(held: Params, own: Params, v: Params): Tensor[];
  form(held: Params, own: Params, v: Params): Tensor;
}

/** Bytes of activations that may be kept, and at most how many arrays of their size are; from the graphs. */
const KEPT_BYTES = 5e8;
const KEPT_ARRAYS = 8;

/** Whether what `count` of n examples leave behind in a network may be kept. */
export const fits = ({ activations }: Split, count: number, n: number): boolean =>
  4 * KEPT_ARRAYS * activations * (count / n) <= KEPT_BYTES;

/**
 * Σ over parts of these terms, times `scale(count)` for `count` examples.
 *
 * `held` arrays are given to each part, and a vector is `k` arrays.
 */
export function inParts(
  split: Split,
  { held, k, n }: { readonly held: number; readonly k: number; readonly n: number },
  terms: Terms,
  scale: (count: number) => number,
  precision: Precision,
): Programs {
  const product = staging(
    (all, v) => terms.product(all.slice(0, held), all.slice(held), v),
    precision,
  );
  const form = staging(
    (all, vs) => vectors(vs, k).map((v) => terms.form(all.slice(0, held), all.slice(held), v)),
    precision,
  );
  const arrays = cached(split);
  return {
    at(at, rows) {
      const own = arrays.of(rows);
      const count = rows?.length ?? n;
      const keep = fits(split, count, n);
      const products = own.map((part) => product.at([...at, ...part], keep));
      const forms = own.map((part) => form.at([...at, ...part], keep));
      const free = () => {
        for (const part of [...products, ...forms]) part.dispose();
        if (rows !== undefined) dispose(own.flat());
      };
      return { products, forms, scale: scale(count), dispose: free };
    },
    dispose() {
      for (const program of [product, form]) program.dispose();
      arrays.dispose();
    },
  };
}

/** The parts of the whole set, made at the first use and kept; those of rows are the caller's. */
export function cached(split: Split) {
  let whole: readonly Params[] | undefined;
  return {
    // At the first point, since an engine without views copies the examples.
    of: (rows?: Int32Array): readonly Params[] =>
      rows === undefined ? (whole ??= split.arrays()) : split.arrays(rows),
    dispose: () => dispose((whole ?? []).flat()),
  };
}

/** Several vectors of k arrays each, from one list. */
export const vectors = (list: Params, k: number): Params[] =>
  Array.from({ length: list.length / k }, (_, i) => list.slice(i * k, (i + 1) * k));

/** The operator of these parts, on vectors of the given shapes; `together` vectors share one call for their forms. */
export function summed(
  { products, forms, scale, dispose }: Parts,
  shapes: readonly (readonly number[])[],
  dim: number,
  precision: Precision,
  together = 1,
): LinearOperator {
  /** The results of each part on these vectors, `size` numbers, added up. */
  const total = (
    parts: readonly Part[],
    vs: readonly (Float64Array | Float32Array)[],
    size: number,
  ): Float64Array => {
    const sum = new Float64Array(size);
    scoped(() => {
      const inputs = vs.flatMap((v) => asTensors(v, shapes, precision));
      for (const [i, part] of parts.entries()) addTo(sum, part(inputs), precision, i === 0);
      return [];
    });
    if (scale !== 1) for (let i = 0; i < size; i++) sum[i]! *= scale;
    return sum;
  };
  return {
    dim,
    matvec: (v) => total(products, [v], dim),
    forms(vs) {
      const out: number[] = [];
      while (out.length < vs.length) {
        const count = vs.length - out.length >= together ? together : 1;
        out.push(...total(forms, vs.slice(out.length, out.length + count), count));
      }
      return out;
    },
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
  parts: Params,
  precision: Precision,
  empty: boolean,
): void {
  let at = 0;
  for (const t of parts) {
    const values = precision === 'double' ? read64(t) : t.dataSync();
    // Copying is several times faster than adding.
    if (empty) sum.set(values, at);
    else for (let i = 0; i < values.length; i++) sum[at + i]! += values[i]!;
    at += values.length;
  }
}
