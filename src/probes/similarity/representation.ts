/** What a layer makes of n examples, centred. */
export interface Representation {
  /** n */
  readonly examples: number;
  /** p, the numbers of an example. */
  readonly width: number;
  /** Rows xᵢ less their mean, row-major. Shape [n × p]. */
  readonly rows: Float64Array;
  /** ‖xᵢ‖². Shape [n]. */
  readonly squares: Float64Array;
}

/**
 * A layer's outputs on n examples, each feature less its mean over them. Shape of `values`: [n × p], row-major.
 *
 * @throws RangeError unless the values divide among n ≥ 1 examples
 */
export function representation(values: ArrayLike<number>, n: number): Representation {
  const p = values.length / n;
  if (!(Number.isInteger(p) && p > 0))
    throw new RangeError(
      `invalid representation; ${values.length} values do not divide among ${n} examples`,
    );
  const means = new Float64Array(p);
  for (let k = 0; k < values.length; k++) means[k % p]! += values[k]! / n;
  const rows = Float64Array.from(values, (x, k) => x - means[k % p]!);
  const squares = new Float64Array(n);
  for (let k = 0; k < rows.length; k++) squares[Math.floor(k / p)]! += rows[k]! ** 2;
  return { examples: n, width: p, rows, squares };
}
