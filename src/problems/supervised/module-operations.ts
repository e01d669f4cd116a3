import { convolve } from '../../engine/tensors/convolution.ts';
import * as all from '../../engine/tensors/operations.ts';
import { type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { activationFunctions } from '../networks/activation.ts';
import { exampleLosses } from './losses.ts';

const { add, sub, mul, div, neg, square, sqrt, exp, log } = all;
const { tanh, relu, sigmoid, softplus, elu, erf } = all;
const { matMul, sum, mean, sumOfRows, reshape, concat, slice, pad } = all;

/**
 * The operations that a user's own module is handed: those that differentiate forward and backward, as often as the lab does.
 *
 * Of two operands either may be a number. Shapes follow the rules of NumPy; `sumOfRows` sums over the last axis, which stays
 * with size 1; `convolve` is the 3×3 convolution with zeros around of x [n, height, width, c] with W [9 c, m].
 */
export const moduleOperations = {
  ...{ add, sub, mul, div, neg, square, sqrt, exp, log },
  ...{ tanh, relu, sigmoid, softplus, elu, erf, gelu: activationFunctions.gelu },
  ...{ matMul, sum, mean, sumOfRows, reshape, concat, slice, pad, convolve },
  /** Numbers that are no weights, as a tensor of this shape. */
  constant: (values: ArrayLike<number>, shape: readonly number[]): Tensor =>
    tensor(Float64Array.from(values), shape),
  /** ½ Σₖ (fₖ − yₖ)² of each example. Shapes [B, k] → [B, 1]. */
  squaredError: (f: Tensor, y: Tensor): Tensor => exampleLosses['squared-error'](f, y),
  /** −log softmax(f)[y] of each example, y one-hot. Shapes [B, k] → [B, 1]. */
  crossEntropy: (f: Tensor, y: Tensor): Tensor => exampleLosses['cross-entropy'](f, y),
};

export type ModuleOperations = typeof moduleOperations;
