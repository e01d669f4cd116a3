import { totalSize } from '../../core/shapes.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { activationFunctions } from './activation.ts';
import { affine, initialWeights, layerOf, layerShapes } from './affine.ts';
import type { Activation } from './names.ts';
import { type Common, labelled, type Network } from './network.ts';

export interface MlpOptions extends Common {
  /** d, the number of inputs. */
  readonly inputs: number;
  /** Widths of the hidden layers; none makes a linear model. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

/**
 * A fully connected network: h_{l+1} = φ(h_l W_l + b_l), the last layer linear.
 *
 * θ = [W₁, b₁, W₂, b₂, …] with W_l [m_l, m_{l+1}] and b_l [m_{l+1}]; [W₁, W₂, …] without biases.
 *
 * @example
 * const deep = mlp({ inputs: 784, hidden: [32, 32], outputs: 10, activation: 'relu' });
 * console.log(deep.label, deep.parameters); // MLP 784-32-32-10 relu 26506
 */
export function mlp({ inputs, hidden, activation, ...common }: MlpOptions): Network {
  const { outputs, bias, parametrisation } = common;
  const widths = [inputs, ...hidden, outputs];
  const layers = hidden.length + 1;
  const shapes = layerShapes(
    widths.slice(1).map((m, l) => [widths[l]!, m]),
    bias,
  );
  const act = activationFunctions[activation];
  const name =
    hidden.length === 0 ? `linear ${widths.join('-')}` : `MLP ${widths.join('-')} ${activation}`;
  /** What each layer hands on. Shapes [B, m_l]. */
  const along = (theta: Params, x: Tensor): Tensor[] => {
    const all: Tensor[] = [];
    for (let l = 0; l < layers; l++) {
      const last = l === layers - 1;
      const place = last ? 'last' : 'hidden';
      const h = affine(all.at(-1) ?? x, ...layerOf(theta, l, bias), parametrisation, place);
      all.push(last ? h : act(h));
    }
    return all;
  };
  return {
    label: labelled(name, bias),
    shapes,
    parameters: totalSize(shapes),
    activations: widths.slice(1).reduce((sum, m) => sum + m, 0),
    init: (random) => initialWeights(shapes, common, random),
    apply: (theta, x) => along(theta, x).at(-1)!,
    hidden: (theta, x) => along(theta, x).slice(0, -1),
  };
}

/** The linear model f = x W + b: an MLP without hidden layers. */
export const linear = (options: Common & { readonly inputs: number }): Network =>
  mlp({ ...options, hidden: [], activation: 'identity' });
