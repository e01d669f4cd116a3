import { sizeOf } from '../../core/shapes.ts';
import { norm } from '../../linalg/float64.ts';

/** A layer h W + b: where its arrays begin in θ, and their sizes. */
interface Layer {
  readonly weights: number;
  readonly bias: number | undefined;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * ‖I(θ) − I(θ₀)‖/‖I(θ₀)‖ of the matrices I_l = W_lᵀW_l + b_l b_lᵀ − W_{l+1}W_{l+1}ᵀ of every two neighbouring layers h W + b, in
 * Frobenius norm over all of them.
 *
 * Gradient flow keeps every I_l where the layers lie upon each other without anything between, with biases and without, in the standard and in the
 * NTK parametrisation: both halves of dI_l/dt are −(h_{l+1}ᵀδ + δᵀh_{l+1}), δ the derivative in h_{l+1} summed over examples. Arora, Cohen &
 * Hazan, On the optimization of deep networks: implicit acceleration by overparameterization, ICML 2018, §4, theorem 1. After an activation it
 * is a measure of how far a layer has moved against the next, no more. θ and θ₀ are flat, shape [P].
 *
 * Undefined for fewer than two layers, and where arrays are no such layers, such as convolutions; NaN where I(θ₀) is 0.
 */
export function invariantDrift(
  shapes: readonly (readonly number[])[],
  start: Float64Array,
  now: Float64Array,
): number | undefined {
  const layers = layersOf(shapes);
  if (layers === undefined || layers.length < 2) return undefined;
  const pairs = layers.slice(1).map((next, l) => [layers[l]!, next] as const);
  const before = pairs.map(([a, b]) => invariant(a, b, start));
  const moved = pairs.map(([a, b], l) => invariant(a, b, now).map((x, i) => x - before[l]![i]!));
  const length = (all: readonly Float64Array[]) => norm(Float64Array.from(all, norm));
  return length(moved) / length(before);
}

function layersOf(shapes: readonly (readonly number[])[]): readonly Layer[] | undefined {
  const layers: Layer[] = [];
  let at = 0;
  for (const shape of shapes) {
    const last = layers.at(-1);
    if (shape.length === 2)
      layers.push({ weights: at, bias: undefined, inputs: shape[0]!, outputs: shape[1]! });
    else if (shape.length === 1 && last?.bias === undefined && last?.outputs === shape[0])
      layers[layers.length - 1] = { ...last!, bias: at };
    else return undefined;
    at += sizeOf(shape);
  }
  const fit = layers.every(({ inputs }, l) => l === 0 || inputs === layers[l - 1]!.outputs);
  return fit ? layers : undefined;
}

/** I of two layers, row-major. Shape [m, m], m the width between them. */
function invariant(a: Layer, b: Layer, theta: Float64Array): Float64Array {
  const m = a.outputs;
  const found = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      let sum = a.bias === undefined ? 0 : theta[a.bias + i]! * theta[a.bias + j]!;
      for (let k = 0; k < a.inputs; k++)
        sum += theta[a.weights + k * m + i]! * theta[a.weights + k * m + j]!;
      for (let k = 0; k < b.outputs; k++)
        sum -= theta[b.weights + i * b.outputs + k]! * theta[b.weights + j * b.outputs + k]!;
      found[i * m + j] = sum;
    }
  return found;
}
