/** Shapes [n][P] → [P]. */
export const meanOf = (vectors: readonly Float64Array[]): Float64Array =>
  vectors[0]!.map((_, i) => vectors.reduce((sum, v) => sum + v[i]!, 0) / vectors.length);

export const subtract = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((x, i) => x - b[i]!);

export const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** tr C = (1/n) Σᵢ ‖gᵢ − ḡ‖² of vectors kept in memory. */
export const scatter = (vectors: readonly Float64Array[]): number => {
  const centre = meanOf(vectors);
  const away = vectors.map((v) => subtract(v, centre));
  return away.reduce((sum, v) => sum + dot(v, v), 0) / vectors.length;
};

/** Every mini-batch of two of n examples with replacement, equally likely. */
export const everyBatchOfTwo = (n: number): Int32Array[] =>
  Array.from({ length: n * n }, (_, k) => Int32Array.of(Math.floor(k / n), k % n));
