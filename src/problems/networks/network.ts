import type { Rng } from '../../core/random.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Parametrisation } from './names.ts';

/** A function f(θ, x) with its initial weights. */
export interface Network {
  /** For captions: `MLP 784-32-32-10 tanh`. */
  readonly label: string;
  /** Shapes of the arrays in θ, in order. */
  readonly shapes: readonly (readonly number[])[];
  /** P, the total number of parameters. */
  readonly parameters: number;
  /** Numbers that one example makes on its way through the network, inputs aside. */
  readonly activations: number;
  /** Initial weights, one array per shape, from the stream `random`. */
  init(random: Rng): Float32Array[];
  /** Outputs for inputs x [B, d]. Shape [B, classes]. */
  apply(theta: Params, x: Tensor): Tensor;
}

/** Options of every kind of network. */
export interface Common {
  readonly classes: number;
  readonly parametrisation: Parametrisation;
  /** Multiplies every initial weight. */
  readonly scale: number;
}
