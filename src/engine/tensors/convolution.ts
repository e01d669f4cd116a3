import * as tf from '@tensorflow/tfjs-core';
import { product } from './jets.ts';
import { nativeBackend } from './native-backend.ts';
import { concat, matMul, pad, reshape, slice } from './operations.ts';
import type { Tensor } from './tensor.ts';
import { recordingForXla } from './xla.ts';

/** Side of the kernel. */
const K = 3;
const shifts = Array.from({ length: K }, (_, k) => k);

/**
 * Entries of a result from which on it is computed in place: TensorFlow's convolutions and above all their derivatives by the kernel
 * take some 60 µs to start, as long as copying the patches of so many; found by timing steps of 1 to 8 images of 28 × 28.
 */
const IN_PLACE = 1 << 14;

/**
 * The 3×3 convolution y[b, i, j] = Σ_{k,l} x[b, i+k−1, j+l−1] W[k, l], with zeros around x and stride 1.
 *
 * Of at least 2¹⁴ entries, on the native engine, it is one operation, which copies no patches. It is bilinear, and its two
 * derivatives are the derivatives of each other, so that it differentiates as often as a product does. Smaller ones are patches
 * times a matrix, and so are all on WebAssembly, which has no derivative by the kernel, and in what XLA compiles, whose own
 * convolutions take six times as long.
 * Shapes: x [n, height, width, c], W [9 c, m] with rows ordered (k, l, channel), result [n, height, width, m].
 */
export function convolve(x: Tensor, W: Tensor): Tensor {
  const [n, height, width] = x.shape as [number, number, number];
  const entries = n * height * width * W.shape[1]!;
  return nativeBackend() !== undefined && !recordingForXla() && entries >= IN_PLACE
    ? convolveInPlace(x, W)
    : convolvePatches(x, W);
}

/**
 * The same with stride 2, y[b, i, j] = Σ_{k,l} x[b, 2i+k−1, 2j+l−1] W[k, l]: of every second pixel, from the first on.
 *
 * As torch.nn.Conv2d with padding 1, not as `same` of TensorFlow, whose frame is at the far sides alone where sides are even. Patches times a
 * matrix, which differentiates as often as a product does. Result [n, ⌈height/2⌉, ⌈width/2⌉, m].
 */
export function convolveStrided(x: Tensor, W: Tensor): Tensor {
  const [n, height, width, c] = x.shape as [number, number, number, number];
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const framed = pad(x, [
    [0, 0],
    [1, 1 + (height % 2)],
    [1, 1 + (width % 2)],
    [0, 0],
  ]);
  const tall = framed.shape[1]!;
  /** Every second entry of axis 1 of [a, 2 count, b], from the first on. */
  const halved = (a: Tensor, b: number) =>
    slice(reshape(a, [a.size / (2 * b), 2 * b]), [0, 0], [a.size / (2 * b), b]);
  const along = concat(
    shifts.map((l) => halved(slice(framed, [0, 0, l, 0], [n, tall, 2 * columns, c]), c)),
    1,
  );
  const image = reshape(along, [n, tall, columns, K * c]);
  const all = concat(
    shifts.map((k) =>
      reshape(halved(slice(image, [0, k, 0, 0], [n, 2 * rows, columns, K * c]), columns * K * c), [
        n * rows * columns,
        K * c,
      ]),
    ),
    1,
  );
  return reshape(matMul(all, W), [n, rows, columns, W.shape[1]!]);
}

/** The convolution as one operation of the native engine. */
export function convolveInPlace(x: Tensor, W: Tensor): Tensor {
  const times = (image: Tensor, kernel: Tensor): Tensor =>
    tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same');
  const kernel = reshape(W, [K, K, x.shape[3]!, W.shape[1]!]);
  return product(times(x, kernel), x, kernel, times);
}

/** The convolution as patches times a matrix. */
export function convolvePatches(x: Tensor, W: Tensor): Tensor {
  return reshape(matMul(patches(x), W), [...x.shape.slice(0, 3), W.shape[1]!]);
}

/**
 * Every 3×3 neighbourhood as a row: put together along rows of the image first, since fewer and longer pieces are copied so.
 * Shape [n · height · width, 9 c].
 */
function patches(x: Tensor): Tensor {
  const [n, height, width, c] = x.shape as [number, number, number, number];
  const framed = pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const rows = concat(
    shifts.map((l) => slice(framed, [0, 0, l, 0], [n, height + K - 1, width, c])),
    3,
  );
  const all = concat(
    shifts.map((k) => slice(rows, [0, k, 0, 0], [n, height, width, K * c])),
    3,
  );
  return reshape(all, [n * height * width, K * K * c]);
}
