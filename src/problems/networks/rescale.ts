import { positive } from '../../core/check.ts';
import type { Activation } from './names.ts';

/** Activations with φ(αx) = α φ(x) for all α > 0. */
const homogeneous: readonly Activation[] = ['relu', 'identity'];

/**
 * Other weights for the same function: into hidden layer l times α, out of it divided by α.
 *
 * W_l, b_l ← α W_l, α b_l and W_{l+1} ← W_{l+1}/α leave f as it is where φ(αx) = α φ(x); average pooling in between
 * does not mind. Each entry of the Hessian is divided by the factors of its two weights, so that the traces of these
 * blocks, and their λ, move by α^{−2}, α^{−2} and α². Dinh, Pascanu, Bengio & Bengio, Sharp minima can generalize for
 * deep nets, ICML 2017, definition 5 and theorem 2.
 *
 * θ = [W₁, b₁, W₂, b₂, …] of an mlp or cnn with biases, in any parametrisation, l = 1 the first hidden layer.
 *
 * @throws RangeError unless α is positive, l a hidden layer and the activation homogeneous
 */
export function rescaled<A extends Float32Array | Float64Array>(
  theta: readonly A[],
  activation: Activation,
  alpha: number,
  layer = 1,
): A[] {
  positive('alpha', alpha);
  const hidden = theta.length / 2 - 1;
  if (!(Number.isInteger(layer) && layer >= 1 && layer <= hidden))
    throw new RangeError(`invalid layer; not in 1 … ${hidden}: ${layer}`);
  if (!homogeneous.includes(activation))
    throw new RangeError(`invalid activation; not ${homogeneous.join(' or ')}: ${activation}`);
  const factors = new Map([
    [2 * layer - 2, alpha],
    [2 * layer - 1, alpha],
    [2 * layer, 1 / alpha],
  ]);
  return theta.map((w, a) => w.map((x) => x * (factors.get(a) ?? 1)) as A);
}
