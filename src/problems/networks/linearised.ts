import { linearise } from '../../engine/derivatives/linearise.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { Network } from './network.ts';

/**
 * A network's first-order Taylor model in its weights, f(θ*, x) + J(θ*, x)(θ − θ*).
 *
 * With any loss it has the kernel Θ = J Jᵀ of θ* at every θ: under the flow of squared error outputs on the n
 * training examples go as y + e^{−Θt/n}(f₀ − y); Lee, Xiao et al., Wide neural networks of any depth evolve as
 * linear models under gradient descent, NeurIPS 2019, §2.2. The tensors of θ* must outlive it, and be others than those it is differentiated at. A gradient costs about
 * one and a half of the network's own. It has no hidden layers.
 */
export const linearised = ({ hidden: _, ...network }: Network, at: Params): Network => ({
  ...network,
  label: `linearised ${network.label}`,
  // Values and tangents.
  activations: 2 * network.activations,
  apply: (theta, x) => linearise((q) => network.apply(q, x), at)(theta),
});
