import { totalSize } from '../../core/shapes.ts';
import { layerShapes } from '../../problems/networks/affine.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { defaults } from '../spec/defaults.ts';
import { toyShapes } from '../task/toy-shapes.ts';

/** How large a network is. */
export interface NetworkSize {
  /** P */
  readonly weights: number;
  /** Products of a pass on one example, in those of a dense layer. */
  readonly products: number;
  /** Outputs of an example. */
  readonly outputs: number;
}

/** What images have that come with the lab; of a user's own files the same is taken, since nothing is read. */
const IMAGE = { side: 28, outputs: 10 };
/** A product in a convolution, in those of a dense layer, where patches are copied first: at most. By docs/performance.md. */
const CONVOLVED = 8;
/** Side of the convolution kernel. */
const KERNEL = 3;

/** The size of a spec's network or toy problem, by the spec alone: on images of 28 × 28 in ten classes. */
export function networkSize({ network, data }: Pick<RunSpec, 'network' | 'data'>): NetworkSize {
  const { side, outputs } = IMAGE;
  if (network === undefined) {
    const weights = 'name' in data ? toySize(data) : 1;
    return { weights, products: weights, outputs: 0 };
  }
  if (network.kind === 'cnn') return cnnSize(network.channels, side, outputs, network.stride);
  // A module is not executed to learn its size.
  const hidden =
    network.kind === 'module' ? defaults.hidden : 'hidden' in network ? network.hidden : [];
  const widths = [side * side, ...hidden, outputs];
  const layers = widths.slice(1).map((width, i) => [widths[i]!, width] as const);
  const weights = totalSize(layerShapes(layers, 'bias' in network ? network.bias : true));
  const normed = 'normalisation' in network && network.normalisation === 'layer';
  const gains = normed ? 2 * hidden.reduce((sum, m) => sum + m, 0) : 0;
  return { weights: weights + gains, products: weights, outputs };
}

const toySize = (data: RunSpec['data']): number =>
  'train' in data && 'test' in data ? 1 : totalSize(toyShapes(data).shapes);

function cnnSize(
  channels: readonly number[],
  image: number,
  outputs: number,
  stride = 1,
): NetworkSize {
  let [side, from, weights, products] = [image, 1, 0, 0];
  for (const to of channels) {
    weights += (KERNEL * KERNEL * from + 1) * to;
    const half = stride === 1 ? Math.floor(side / 2) : Math.ceil(side / 2);
    const of = stride === 1 ? side : half;
    products += CONVOLVED * of * of * KERNEL * KERNEL * from * to;
    side = half;
    from = to;
  }
  const last = side * side * from * outputs;
  return { weights: weights + last + outputs, products: products + last, outputs };
}
