import type { Rng } from '../../core/random.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Parametrisation } from './names.ts';

/** A function f(θ, x) with its initial weights. */
export interface Network {
  /** For captions: `MLP 784-32-32-10 tanh`. */
  readonly label: string;
  /** Shapes of the arrays in θ, in order. */
  readonly shapes: readonly (readonly number[])[];
  /** P, the total number of parameters. */
  readonly parameters: number;
  /** k, where it need not be that of the targets; absent: theirs. */
  readonly outputs?: number;
  /** Its layers do not merely lie upon each other, or may not; absent: they do. */
  readonly unlayered?: true;
  /** Numbers that one example makes on its way through the network, inputs aside. */
  readonly activations: number;
  /** Initial weights, one array per shape, from the stream `random`. */
  init(random: Rng): Float32Array[];
  /** Outputs for inputs x [B, d]. Shape [B, k]. */
  apply(theta: Params, x: Tensor): Tensor;
  /** What each hidden layer hands on, in order, a row an example; absent where there is no such thing. Shapes [B, m_l]. */
  hidden?(theta: Params, x: Tensor): Tensor[];
}

/** Options of every kind of network. */
export interface Common {
  /** k, the numbers that it answers with. */
  readonly outputs: number;
  /** By default standard. */
  readonly parametrisation?: Parametrisation;
  /** False leaves the biases out of every layer; by default they are there. */
  readonly bias?: boolean | undefined;
  /** Multiplies every initial weight; by default 1. */
  readonly scale?: number;
}

/**
 * Initial weights θ₀ of a network, as tensors that are the caller's to free.
 *
 * @example
 * const theta0 = initialParams(network, rng(0).fork('init'));
 * console.log(theta0.map(({ shape }) => shape.join('×')).join(', ')); // 784×16, 16, 16×10, 10
 */
export const initialParams = (network: Network, random: Rng): Tensor[] =>
  network.init(random).map((values, i) => tensor(values, network.shapes[i]!));

/** A label that says where there are no biases. */
export const labelled = (name: string, bias = true): string =>
  bias ? name : `${name} without biases`;
