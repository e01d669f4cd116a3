import type { Rng } from '../../core/random.ts';
import { sizeOf } from '../../core/shapes.ts';
import { add, matMul, mul } from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { Parametrisation } from './names.ts';
import type { Common } from './network.ts';

/**
 * One affine layer, h W + b, or h W/√fan_in + b in the NTK parametrisation.
 *
 * Jacot, Gabriel & Hongler, NeurIPS 2018, §2 for the factor. Shapes: h [B, fan_in], W [fan_in, m],
 * b [m], result [B, m].
 */
export function affine(
  h: Tensor,
  W: Tensor,
  b: Tensor,
  parametrisation: Parametrisation = 'standard',
): Tensor {
  const product = matMul(h, W);
  const scaled = parametrisation === 'ntk' ? mul(product, 1 / Math.sqrt(W.shape[0]!)) : product;
  return add(scaled, b);
}

/**
 * Initial weights for a list of (W, b) pairs: W ~ scale · U(±1/√fan_in), b = 0.
 *
 * In the NTK parametrisation W ~ scale · U(±1), so that both start as the same function from the
 * same seed. The bound 1/√fan_in is that of LeCun et al., Efficient BackProp (1998), §4.6, up to √3.
 */
export function initialWeights(
  shapes: readonly (readonly number[])[],
  { parametrisation, scale = 1 }: Pick<Common, 'parametrisation' | 'scale'>,
  random: Rng,
): Float32Array[] {
  return shapes.map((shape, i) => {
    const values = new Float32Array(sizeOf(shape));
    if (shape.length === 1) return values;
    const bound = parametrisation === 'ntk' ? scale : scale / Math.sqrt(shape[0]!);
    const draws = random.fork('init', i).uniforms(values.length);
    return values.map((_, k) => bound * (2 * draws[k]! - 1));
  });
}
