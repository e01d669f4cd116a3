import { type Tensor, tensor } from '../../engine/tensors/tensor.ts';

/** Examples as the rows of a matrix. */
export interface Design {
  /** Row-major. Shape [n, d]. */
  readonly x: Float64Array;
  readonly n: number;
  readonly d: number;
}

/**
 * The examples of n targets.
 *
 * @throws RangeError unless x divides into n rows of at least one number
 */
export function design(x: Float64Array, n: number): Design {
  const d = x.length / n;
  if (!(Number.isInteger(d) && d >= 1)) {
    throw new RangeError(`invalid x; ${x.length} values do not make ${n} rows`);
  }
  return { x, n, d };
}

/** The examples on the engine. Shape [n, d]. */
export const matrix = ({ x, n, d }: Design): Tensor => tensor(x, [n, d]);

/** xᵢᵀw for every example. Shape [n]. */
export const predict = ({ x, n, d }: Design, w: Float64Array): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => {
    let total = 0;
    for (let k = 0; k < d; k++) total += x[i * d + k]! * w[k]!;
    return total;
  });

/** Σᵢ aᵢ xᵢxᵢᵀ / n, row-major. Shape [d, d]. */
export function weightedGram({ x, n, d }: Design, a: Float64Array): Float64Array {
  const gram = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++) gram[j * d + k]! += (a[i]! * x[i * d + j]! * x[i * d + k]!) / n;
    }
  }
  return gram;
}
