import { sizeOf, totalSize } from '../../core/shapes.ts';
import { matMul, reshape, slice, sum } from '../../engine/tensors/operations.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { activationFunctions } from './activation.ts';
import { affine, convolution, initialWeights, layerOf, layerShapes } from './affine.ts';
import type { Activation } from './names.ts';
import { type Common, labelled, type Network } from './network.ts';

export interface CnnOptions extends Common {
  readonly input: readonly [height: number, width: number, channels: number];
  /** Output channels of each 3×3 convolution; each is followed by 2×2 average pooling, or of stride 2. */
  readonly channels: readonly number[];
  readonly activation: Activation;
  /** 2: convolutions of every second pixel in place of pooling; by default 1, with pooling. */
  readonly stride?: 1 | 2 | undefined;
}

/** Side of the convolution kernel. */
const K = 3;

/**
 * A small convolutional network: (3×3 convolution, φ, 2×2 average pooling) × k, then a linear layer.
 *
 * θ = [W₁, b₁, …, W_k, b_k, W, b], or the W alone without biases, with W_l [9 c_l, c_{l+1}], rows ordered (dy, dx, channel); zero
 * padding, stride 1; an odd last row or column is dropped by the pooling.
 *
 * With stride 2 each convolution is of every second pixel from the first on, ⌈height/2⌉ · ⌈width/2⌉ of them, and nothing is pooled: Springenberg,
 * Dosovitskiy, Brox & Riedmiller, ICLR 2015 workshop, §2.
 *
 * @throws RangeError where pooling leaves no pixel
 * @example
 * const small = cnn({ input: data.shape, channels: [4, 8], outputs: 10, activation: 'relu' });
 * console.log(small.label, small.parameters); // CNN 28×28×1, 4-8 channels, relu 4266
 */
export function cnn({ input, channels, activation, stride = 1, ...common }: CnnOptions): Network {
  const stages = plan(input, channels, stride);
  const final = stages.at(-1)!.pooled;
  const { outputs, bias, parametrisation } = common;
  const shapes = layerShapes(
    [...stages.map(({ from, to }) => [K * K * from[2], to] as const), [sizeOf(final), outputs]],
    bias,
  );
  const act = activationFunctions[activation];
  /** What each stage hands on. Shapes [n · rows · columns, channels]. */
  const along = (theta: Params, x: Tensor): Tensor[] => {
    const n = x.shape[0]!;
    const all: Tensor[] = [];
    for (const [l, { from, to }] of stages.entries()) {
      const image = reshape(all.at(-1) ?? x, [n, ...from]);
      const flat = act(convolution(image, ...layerOf(theta, l, bias), parametrisation, stride));
      all.push(stride === 1 ? averagePool(flat, n, [from[0], from[1], to]) : flat);
    }
    return all;
  };
  return {
    label: labelled(
      `CNN ${input.join('×')}, ${channels.join('-')} channels${stride === 2 ? ' of stride 2' : ''}, ${activation}`,
      bias,
    ),
    shapes,
    parameters: totalSize(shapes),
    // Outputs and pooled outputs of each stage, or strided ones, which are as many as pooled ones, and the patches that they are of.
    activations: stages.reduce(
      (total, { from, to, pooled }) =>
        total +
        sizeOf(pooled) +
        (stride === 1 ? from[0] * from[1] * to : pooled[0] * pooled[1] * K * K * from[2]),
      outputs,
    ),
    init: (random) => initialWeights(shapes, common, random),
    apply(theta, x) {
      const h = along(theta, x).at(-1) ?? x;
      const last = layerOf(theta, stages.length, bias);
      return affine(reshape(h, [x.shape[0]!, sizeOf(final)]), ...last, parametrisation, 'last');
    },
    hidden: (theta, x) =>
      along(theta, x).map((h, l) => reshape(h, [x.shape[0]!, sizeOf(stages[l]!.pooled)])),
  };
}

type Image = readonly [height: number, width: number, channels: number];

interface Stage {
  readonly from: Image;
  readonly to: number;
  /** What the next stage sees. */
  readonly pooled: Image;
}

function plan(input: Image, channels: readonly number[], stride: 1 | 2): Stage[] {
  const stages: Stage[] = [];
  let from = input;
  for (const to of channels) {
    const half = stride === 1 ? Math.floor : Math.ceil;
    const pooled: Image = [half(from[0] / 2), half(from[1] / 2), to];
    if (pooled[0] < 1 || pooled[1] < 1) {
      throw new RangeError(
        `invalid channels; pooling leaves no pixel of ${input.join('×')}: ${channels.length} stages`,
      );
    }
    stages.push({ from, to, pooled });
    from = pooled;
  }
  return stages;
}

/**
 * Means over 2×2 blocks: sums over rows, then over columns as a product with a matrix of quarters, which takes a third of the
 * time of a sum along so short an axis, its derivative a fifth. Shape [n · rows · columns, channels].
 */
function averagePool(h: Tensor, n: number, [height, width, channels]: Image): Tensor {
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const even =
    height % 2 === 0 && width % 2 === 0
      ? h
      : slice(
          reshape(h, [n, height, width, channels]),
          [0, 0, 0, 0],
          [n, 2 * rows, 2 * columns, channels],
        );
  const overRows = sum(reshape(even, [n * rows, 2, 2 * columns * channels]), 1);
  const pairs = reshape(overRows, [n * rows * columns, 2 * channels]);
  return matMul(pairs, quarters(channels));
}

/** (I I)ᵀ/4. Shape [2 channels, channels]. */
function quarters(channels: number): Tensor {
  const values = new Float32Array(2 * channels * channels);
  for (let i = 0; i < 2 * channels; i++) values[i * channels + (i % channels)] = 1 / 4;
  return tensor(values, [2 * channels, channels]);
}
