import { exactOf, read, read64 } from './precise.ts';
import { type Params, type Tensor, tensor } from './tensor.ts';

/** A tensor as plain data: its values to the last bit, float64 where float32 cannot hold them. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** Tensors as plain data. */
export const toPlain = (tensors: Params): PlainTensor[] =>
  tensors.map((t) => ({ shape: t.shape, values: exactOf(t) === undefined ? read(t) : read64(t) }));

/** Fresh tensors of such data, the caller's to free. */
export const fromPlain = (plain: readonly PlainTensor[]): Tensor[] =>
  plain.map(({ shape, values }) => tensor(values, shape));
