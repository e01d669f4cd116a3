import { dot } from '../../linalg/float64.ts';

/**
 * tr C = (1/n) Σᵢ ‖∇ℓᵢ‖² at a minimum, where the mean gradient is 0, of gradients that are a factor of the example times its inputs.
 *
 * Shapes: x [n, d], row-major, w [d].
 */
function noiseTrace(
  x: Float64Array,
  w: Float64Array,
  factor: (output: number, example: number) => number,
): number {
  const d = w.length;
  const n = x.length / d;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const row = x.subarray(i * d, (i + 1) * d);
    total += (factor(dot(row, w), i) ** 2 * dot(row, row)) / n;
  }
  return total;
}

/** tr C of ½ (xᵢᵀw − yᵢ)² at its least-squares weights w. */
export const residualNoise = (x: Float64Array, y: Float64Array, w: Float64Array): number =>
  noiseTrace(x, w, (output, i) => output - y[i]!);

/** tr C of log(1 + e^{−yᵢxᵢᵀw}) at its minimum w. */
export const logisticNoise = (
  x: Float64Array,
  labels: readonly number[],
  w: Float64Array,
): number => noiseTrace(x, w, (output, i) => 1 / (1 + Math.exp(labels[i]! * output)));
