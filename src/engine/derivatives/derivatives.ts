import * as tf from '@tensorflow/tfjs-core';

import { scalar } from '../tensors/precise.ts';

/**
 * Gradients that can be differentiated again.
 *
 * TensorFlow.js ships gradients that save an op's *output*. The saved clone enters the tape before
 * the node that made it, so a second differentiation silently drops that path
 * (tensorflow/tfjs#3252): Hessian–vector products come out wrong by tens of per cent, with no error.
 * Each entry here is written from the op's *inputs* instead. A comparison gets
 * zero gradients, so that it does not stop the tape.
 */
const repairs: readonly tf.GradConfig[] = [
  // d tanh = 1 − tanh²
  fromInput('Tanh', (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x))))),
  fromInput('Exp', (dy, x) => tf.mul(dy, tf.exp(x))),
  // dσ = σ(1 − σ)
  fromInput('Sigmoid', (dy, x) => {
    const s = tf.sigmoid(x);
    return tf.mul(dy, tf.mul(s, tf.sub(1, s)));
  }),
  // d elu = 1 for x > 0, eˣ for x ≤ 0; eˣ of the negative part alone, so that it cannot overflow.
  fromInput('Elu', (dy, x) => {
    const positive = indicator(x);
    const e = tf.exp(tf.neg(tf.relu(tf.neg(x))));
    return tf.mul(dy, tf.add(positive, tf.mul(tf.sub(1, positive), e)));
  }),
  fromInput('Relu', (dy, x) => tf.mul(dy, indicator(x))),
  // d erf = (2/√π) e^(−x²), the constant in full precision.
  fromInput('Erf', (dy, x) =>
    tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), scalar(2 / Math.sqrt(Math.PI)))),
  ),
  {
    kernelName: 'Softmax',
    inputsToSave: ['logits'],
    gradFunc: (dy, [z]) => ({ logits: () => softmaxDerivative(z!, dy as tf.Tensor) }),
  },
  flatBinary('Greater'),
  // None is shipped. G(x, dy) is bilinear as convolution C is, and ⟨G(x, dy), u⟩ = ⟨C(x, u), dy⟩.
  {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (u, saved, attributes) => {
      const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { strides, pad } = attributes as { strides: number; pad: 'same' | 'valid' };
      return {
        x: () => tf.conv2dTranspose(dy, u as tf.Tensor4D, x.shape, strides, pad),
        dy: () => tf.conv2d(x, u as tf.Tensor4D, strides, pad),
      };
    },
  },
];

/** Registers every repaired gradient; idempotent. */
export function repairDerivatives(): void {
  for (const config of repairs) {
    if (!shipped.has(config.kernelName))
      shipped.set(config.kernelName, tf.getGradient(config.kernelName));
    tf.registerGradient(config);
  }
}

/**
 * Runs `body` with one op's gradient as TensorFlow.js ships it, to show that an audit would notice.
 *
 * @throws RangeError if the op has no repaired gradient
 */
export function withShippedDerivative<T>(kernelName: string, body: () => T): T {
  const original = shipped.get(kernelName);
  if (original === undefined)
    throw new RangeError(`invalid kernelName; no shipped gradient was replaced: ${kernelName}`);
  tf.registerGradient(original);
  try {
    return body();
  } finally {
    repairDerivatives();
  }
}

const shipped = new Map<string, tf.GradConfig | undefined>();

function fromInput(
  kernelName: string,
  derivative: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => derivative(dy as tf.Tensor, x!) }),
  };
}

/** The gradient of a comparison: zero on both sides. */
function flatBinary(kernelName: string): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_dy, [a, b]) => ({ a: () => tf.zerosLike(a!), b: () => tf.zerosLike(b!) }),
  };
}

/**
 * (diag p − p pᵀ) u of p = softmax(z), along the last axis. Shapes of z, u and the result: [B, k].
 *
 * p ⊙ (u − pᵀu) with the mean pᵀu taken off twice: once leaves round-off of u, which where one p is next to 1 is more
 * than what is left; the second time takes that off, to round-off of what is left, and any shift of u with it.
 */
export function softmaxDerivative(z: tf.Tensor, u: tf.Tensor): tf.Tensor {
  const p = tf.softmax(z);
  const centred = (w: tf.Tensor) => tf.sub(w, tf.sum(tf.mul(p, w), -1, true));
  return tf.mul(p, centred(centred(u)));
}

/** 1 where x > 0, else 0; flat, hence not on the tape of a second differentiation. */
const indicator = (x: tf.Tensor): tf.Tensor => tf.cast(tf.greater(x, 0), 'float32');
