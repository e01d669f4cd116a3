import {
  add,
  elu,
  erf,
  mul,
  relu,
  sigmoid,
  softplus,
  tanh,
} from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { Activation } from './names.ts';

/** The activation functions on offer; each differentiates twice (engine/derivatives/derivatives.ts). */
export const activationFunctions: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  tanh,
  relu,
  // x Φ(x) = x (1 + erf(x/√2))/2; Hendrycks & Gimpel 2016, §2. The exact form, not the tanh one.
  gelu: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
  softplus,
  sigmoid,
  elu,
  identity: (x) => x,
};
