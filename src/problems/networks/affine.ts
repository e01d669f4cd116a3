import type { Rng } from '../../core/random.ts';
import { sizeOf } from '../../core/shapes.ts';
import { add, matMul, mul } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Parametrisation } from './names.ts';
import type { Common } from './network.ts';

/**
 * One affine layer, h W + b, or h W/√fan_in + b in the NTK parametrisation; without b, nothing is added.
 *
 * Jacot, Gabriel & Hongler, NeurIPS 2018, §2 for the factor. Shapes: h [B, fan_in], W [fan_in, m],
 * b [m], result [B, m].
 */
export function affine(
  h: Tensor,
  W: Tensor,
  b: Tensor | undefined,
  parametrisation: Parametrisation = 'standard',
): Tensor {
  const product = matMul(h, W);
  const scaled = parametrisation === 'ntk' ? mul(product, 1 / Math.sqrt(W.shape[0]!)) : product;
  return b === undefined ? scaled : add(scaled, b);
}

/**
 * Initial weights for a list of layers: W ~ scale · U(±1/√fan_in), b = 0. W is the same with biases and without.
 *
 * In the NTK parametrisation W ~ scale · U(±1), so that both start as the same function from the
 * same seed. The bound 1/√fan_in is that of LeCun et al., Efficient BackProp (1998), §4.6, up to √3.
 */
export function initialWeights(
  shapes: readonly (readonly number[])[],
  { parametrisation, scale = 1 }: Pick<Common, 'parametrisation' | 'scale'>,
  random: Rng,
): Float32Array[] {
  let layer = 0;
  return shapes.map((shape) => {
    const values = new Float32Array(sizeOf(shape));
    if (shape.length === 1) return values;
    const bound = parametrisation === 'ntk' ? scale : scale / Math.sqrt(shape[0]!);
    const draws = random.fork('init', 2 * layer++).uniforms(values.length);
    return values.map((_, k) => bound * (2 * draws[k]! - 1));
  });
}

/** The arrays of θ, layer by layer: of each W, and b where layers have biases. */
export const layerShapes = (
  layers: readonly (readonly [fanIn: number, fanOut: number])[],
  bias = true,
): number[][] => layers.flatMap(([from, to]) => (bias ? [[from, to], [to]] : [[from, to]]));

/** W and b of layer l, from 0. */
export const layerOf = (
  theta: Params,
  l: number,
  bias = true,
): readonly [W: Tensor, b: Tensor | undefined] =>
  bias ? [theta[2 * l]!, theta[2 * l + 1]!] : [theta[l]!, undefined];
