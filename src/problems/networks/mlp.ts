import { totalSize } from '../../core/shapes.ts';
import { add } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { activationFunctions } from './activation.ts';
import { affine, initialWeights, layerOf, layerShapes } from './affine.ts';
import { layerNorm } from './layer-norm.ts';
import type { Activation, Normalisation } from './names.ts';
import { type Common, labelled, type Network } from './network.ts';
import { canSkip } from './residual.ts';

export interface MlpOptions extends Common {
  /** d, the number of inputs. */
  readonly inputs: number;
  /** Widths of the hidden layers; none makes a linear model. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** Adds to each hidden layer but the first what goes into it; all are then of one width. By default it does not. */
  readonly residual?: boolean | undefined;
  /** By default none. */
  readonly normalisation?: Normalisation | undefined;
}

/**
 * A fully connected network: h_{l+1} = φ(h_l W_l + b_l), the last layer linear.
 *
 * Residual: h_{l+1} = h_l + φ(h_l W_l + b_l) for hidden layers from the second on; He, Zhang, Ren & Sun, CVPR 2016, §3.2, equation 1, with one
 * layer in F. Layer normalisation goes between h_l W_l + b_l and φ, see {@link layerNorm}; gains begin at 1, its biases at 0.
 *
 * θ = [W₁, b₁, W₂, b₂, …] with W_l [m_l, m_{l+1}] and b_l [m_{l+1}]; [W₁, W₂, …] without biases. Under layer normalisation
 * γ_l and β_l follow b_l of each hidden layer.
 *
 * @throws RangeError for a residual network whose hidden layers are not two or more of one width, and for layer normalisation without biases
 * @example
 * const deep = mlp({ inputs: 784, hidden: [32, 32], outputs: 10, activation: 'relu' });
 * console.log(deep.label, deep.parameters); // MLP 784-32-32-10 relu 26506
 */
export function mlp({
  inputs,
  hidden,
  activation,
  residual = false,
  normalisation = 'none',
  ...common
}: MlpOptions): Network {
  const { outputs, bias, parametrisation } = common;
  const widths = [inputs, ...hidden, outputs];
  const layers = hidden.length + 1;
  const normed = normalisation === 'layer';
  if (residual && !canSkip(hidden))
    throw new RangeError(
      `invalid hidden; a residual network needs two or more of one width: ${hidden.join(', ')}`,
    );
  if (normed && bias === false)
    throw new RangeError('invalid bias; layer normalisation has biases of its own: false');
  const shapes = widths
    .slice(1)
    .flatMap((m, l) => [
      ...layerShapes([[widths[l]!, m]], bias),
      ...(normed && l < layers - 1 ? [[m], [m]] : []),
    ]);
  /** Arrays of a hidden layer. */
  const each = (bias === false ? 1 : 2) + (normed ? 2 : 0);
  const act = activationFunctions[activation];
  const name =
    hidden.length === 0 ? `linear ${widths.join('-')}` : `MLP ${widths.join('-')} ${activation}`;
  /** What each layer hands on. Shapes [B, m_l]. */
  const along = (theta: Params, x: Tensor): Tensor[] => {
    const all: Tensor[] = [];
    for (let l = 0; l < layers; l++) {
      const last = l === layers - 1;
      const own = theta.slice(each * l, each * (l + 1));
      const before = all.at(-1);
      const place = last ? 'last' : 'hidden';
      const z = affine(before ?? x, ...layerOf(own, 0, bias), parametrisation, place);
      const made = last ? z : act(normed ? layerNorm(z, own[2]!, own[3]!) : z);
      all.push(residual && before !== undefined && !last ? add(before, made) : made);
    }
    return all;
  };
  return {
    label: labelled(
      [name, ...(residual ? ['residual'] : []), ...(normed ? ['layer norm'] : [])].join(', '),
      bias,
    ),
    shapes,
    parameters: totalSize(shapes),
    apply: (theta, x) => along(theta, x).at(-1)!,
    hidden: (theta, x) => along(theta, x).slice(0, -1),
    activations: widths.slice(1).reduce((sum, m) => sum + m, 0) * (normed ? 2 : 1),
    ...(residual && { unlayered: true }),
    init: (random) =>
      initialWeights(shapes, common, random).map((w, i) =>
        normed && i < each * hidden.length && i % each === 2 ? w.fill(1) : w,
      ),
  };
}

/** The linear model f = x W + b: an MLP without hidden layers. */
export const linear = (options: Common & { readonly inputs: number }): Network =>
  mlp({ ...options, hidden: [], activation: 'identity' });
