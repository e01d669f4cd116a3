import { oneHot } from '../../objective/targets.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { leastNorm } from './closed-forms.ts';

/**
 * The minimum of ½ squared error nearest to 0 of a linear network, in its own weights, W and then the biases, in float64.
 *
 * The biases count as weights whose input is 1, and in the NTK parametrisation inputs are divided by √fan_in. Shape [P].
 */
export function networkLeastNorm(
  spec: Extract<NetworkSpec, { readonly kind: 'linear' }>,
  data: Dataset,
): Float64Array {
  const { dim, count: n, outputs: k } = data;
  const biased = spec.bias !== false;
  const d = biased ? dim + 1 : dim;
  const factor = spec.parametrisation === 'ntk' ? 1 / Math.sqrt(dim) : 1;
  const x = new Float64Array(n * d).fill(1);
  for (let i = 0; i < n; i++)
    for (let p = 0; p < dim; p++) x[i * d + p] = factor * data.x[i * dim + p]!;
  const y = Float64Array.from(data.values ?? oneHot(data.labels, k));
  return leastNorm(x, y, n).weights;
}
