/** xᵀy */
export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** ‖x‖₂ */
export const norm = (x: ArrayLike<number>): number => Math.sqrt(dot(x, x));

/** a x + y */
export const axpy = (a: number, x: Float64Array, y: Float64Array): Float64Array =>
  y.map((yi, i) => a * x[i]! + yi);

/** Round-off of float64 sums over up to 10⁴ entries stays below this share of their size. */
export const ROUND_OFF = 1e-12;
