import * as tf from '@tensorflow/tfjs-core';
import { type Jet, jetOf, withJet } from '../tensors/jets.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import { valueAndTangent } from './autodiff.ts';

/**
 * θ ↦ f(θ*) + J(θ*)(θ − θ*), with J the Jacobian of f, by one forward differentiation of f at θ*.
 *
 * The result is linear in θ, and is differentiated again in either direction. The tensors of θ* must stay alive.
 *
 * It throws Error where f uses an operation for which forward differentiation has no rule.
 */
export const linearise =
  (f: (theta: Params) => Tensor, at: Params): ((theta: Params) => Tensor) =>
  (theta) => {
    const { value, tangent } = valueAndTangent(
      f,
      at,
      theta.map((t, i) => tf.sub(t, at[i]!)),
    );
    // A jet holds no jets, so that the jets of θ pass through J one by one.
    const order = (k: keyof Jet) =>
      theta.some((t) => jetOf(t)?.[k] !== undefined)
        ? valueAndTangent(
            f,
            at,
            theta.map((t) => jetOf(t)?.[k] ?? tf.zerosLike(t)),
          ).tangent
        : undefined;
    return withJet(tf.add(value, tangent), { first: order('first'), second: order('second') });
  };
