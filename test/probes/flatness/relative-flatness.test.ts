import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import {
  relativeCurvature,
  relativeFlatness,
} from '../../../src/probes/flatness/relative-flatness.ts';
import {
  denseOf,
  type Matrix,
  operatorOf,
  randomSymmetric,
  traceOf,
} from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { offsets } from '../../support/rescaled-network.ts';
import { denseHessian, descended, smallMlp } from '../../support/small-network.ts';

/** Σ_{s,s'} ⟨w_s, w_s'⟩ tr H_{ss'}, sum by sum. */
function flatness(
  H: Matrix,
  theta: Float64Array,
  shapes: readonly (readonly number[])[],
  layer: number,
): number {
  const [inputs, neurons] = shapes[layer] as [number, number];
  const first = offsets(shapes)[layer]!;
  const at = (t: number, s: number) => first + t * neurons + s;
  let kappa = 0;
  for (let s = 0; s < neurons; s++)
    for (let other = 0; other < neurons; other++) {
      let inner = 0;
      let trace = 0;
      for (let t = 0; t < inputs; t++) {
        inner += theta[at(t, s)]! * theta[at(t, other)]!;
        trace += H[at(t, s)]![at(t, other)]!;
      }
      kappa += inner * trace;
    }
  return kappa;
}

describe('relative flatness', () => {
  // Layers with more inputs than neurons, as many, and fewer; the last has a zero neuron and twins.
  const shapes = [[5, 3], [3], [3, 3], [3], [3, 6], [6]];
  const P = offsets(shapes).at(-1)!;
  const H = randomSymmetric(P, rng(2));
  const theta = rng(3).normals(P);
  for (let t = 0; t < 5; t++) theta[t * 3 + 2] = theta[t * 3]!;
  for (let t = 0; t < 3; t++) theta[18 + t * 3 + 1] = 0;

  test.each([0, 2, 4])('is the trace of the relative curvature of array %i', (layer) => {
    const curvature = relativeCurvature(operatorOf(H), theta, shapes, layer);
    const dense = denseOf(curvature.dim, curvature.matvec);
    expectNear(traceOf(dense), flatness(H, theta, shapes, layer), { rtol: 1e-12 });
    // Products and their transposes belong together: the matrix is symmetric.
    for (let j = 0; j < curvature.dim; j++) {
      const unit = new Float64Array(curvature.dim);
      unit[j] = 1;
      const column = curvature.matvec(unit);
      for (let i = 0; i < curvature.dim; i++)
        expectNear(column[i]!, dense[i]![j]!, { atol: 1e-12 });
    }
  });

  test('of a trained network is estimated within its error, by forms as by products', () => {
    const small = smallMlp('tanh', 'cross-entropy');
    const at = descended(small, 0.5, 60);
    const dense = denseHessian(small, at);
    const operator = operatorOf(dense);
    const forms = (vs: readonly Float32Array[]) =>
      vs.map((v) => operator.matvec(v).reduce((sum, hv, i) => sum + hv * v[i]!, 0));
    for (const layer of [0, 2, 4]) {
      const exact = flatness(dense, at, small.network.shapes, layer);
      const options = { relativeError: 0.05, maxProbes: 2000, random: rng(layer) };
      const args = [at, small.network.shapes, layer, options] as const;
      const estimate = relativeFlatness(operator, ...args);
      expect(estimate.converged).toBe(true);
      expectNear(estimate.value, exact, { atol: 4 * estimate.stderr });
      expectNear(relativeFlatness({ ...operator, forms }, ...args).value, estimate.value, {
        rtol: 1e-5,
      });
    }
  });

  test('is refused where there is no matrix of weights', () => {
    for (const layer of [1, 6, -1])
      expect(() => relativeCurvature(operatorOf(H), theta, shapes, layer)).toThrow(RangeError);
  });
});
