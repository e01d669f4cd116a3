import type { Rng } from '../../core/random.ts';
import { sizeOf } from '../../core/shapes.ts';
import { convolve, convolveStrided } from '../../engine/tensors/convolution.ts';
import { add, matMul, mul, reshape } from '../../engine/tensors/operations.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Parametrisation } from './names.ts';
import type { Common } from './network.ts';

/** Where a layer stands: the last one is what a network answers with. */
export type Place = 'hidden' | 'last';

/** What a layer's product and its bias are multiplied by. */
interface Factors {
  readonly product: number;
  readonly bias: number;
}

const FACTORS: Readonly<Record<Parametrisation, (fanIn: number, place: Place) => Factors>> = {
  standard: () => ({ product: 1, bias: 1 }),
  ntk: (fanIn) => ({ product: 1 / Math.sqrt(fanIn), bias: 1 }),
  'mean-field': (fanIn, place) =>
    place === 'last'
      ? { product: 1 / fanIn, bias: 1 / Math.sqrt(fanIn) }
      : { product: 1 / Math.sqrt(fanIn), bias: 1 },
};

/**
 * One affine layer: h W + b, h W/√fan_in + b in the NTK parametrisation, and in the mean-field one, of the last layer,
 * h W/fan_in + b/√fan_in; without b, nothing is added.
 *
 * Jacot, Gabriel & Hongler, NeurIPS 2018, §2 for 1/√fan_in. Mei, Montanari & Nguyen, PNAS 115 (2018), equation 1 for the mean
 * over hidden units, each with a bias of its own: they start and move alike, so that m of them are one that is divided by √m.
 * Shapes: h [B, fan_in], W [fan_in, m], b [m], result [B, m].
 */
export function affine(
  h: Tensor,
  W: Tensor,
  b: Tensor | undefined,
  parametrisation: Parametrisation = 'standard',
  place: Place = 'hidden',
): Tensor {
  return weighted(matMul(h, W), b, FACTORS[parametrisation](W.shape[0]!, place));
}

/**
 * One convolution with its bias, 3×3 with zeros around, of every pixel or every second one, by the factors of an affine layer of W's fan_in.
 *
 * The bias is added to whole rows of an image, m entries to a pixel, and its gradient summed over whole rows: along an
 * axis of few channels both take several times as long as the entries' passing through the processor.
 * Shapes: h [n, height, width, c], W [9 c, m], b [m], result [n · height, width · m], with sides ⌈height/2⌉ and ⌈width/2⌉ at stride 2.
 */
export function convolution(
  h: Tensor,
  W: Tensor,
  b: Tensor | undefined,
  parametrisation: Parametrisation = 'standard',
  stride: 1 | 2 = 1,
): Tensor {
  const made = stride === 1 ? convolve(h, W) : convolveStrided(h, W);
  const [n, height, width] = made.shape as [number, number, number];
  const m = W.shape[1]!;
  const rows = reshape(made, [n * height, width * m]);
  const ones = tensor(new Float32Array(width).fill(1), [width, 1]);
  const along = b && reshape(matMul(ones, reshape(b, [1, m])), [width * m]);
  return weighted(rows, along, FACTORS[parametrisation](W.shape[0]!, 'hidden'));
}

function weighted(product: Tensor, b: Tensor | undefined, by: Factors): Tensor {
  const scaled = times(product, by.product);
  return b === undefined ? scaled : add(scaled, times(b, by.bias));
}

const times = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : mul(x, factor));

/**
 * Initial weights for a list of layers: W ~ scale · U(±1/√fan_in), b = 0. W is the same with biases and without.
 *
 * In the NTK parametrisation W ~ scale · U(±1), so that both start as the same function from the
 * same seed; the mean-field one starts from the same W, and with 1/√fan_in of its outputs. The bound 1/√fan_in is that of LeCun et al., Efficient BackProp (1998), §4.6, up to √3.
 */
export function initialWeights(
  shapes: readonly (readonly number[])[],
  { parametrisation = 'standard', scale = 1 }: Pick<Common, 'parametrisation' | 'scale'>,
  random: Rng,
): Float32Array[] {
  let layer = 0;
  return shapes.map((shape) => {
    const values = new Float32Array(sizeOf(shape));
    if (shape.length === 1) return values;
    const bound = parametrisation === 'standard' ? scale / Math.sqrt(shape[0]!) : scale;
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
