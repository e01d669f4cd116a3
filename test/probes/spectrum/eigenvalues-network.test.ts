import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { eigenpairs } from '../../../src/probes/spectrum/eigenvalues.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { denseHessian, descended, smallCnn, smallMlp } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const points = (['squared-error', 'cross-entropy'] as const)
  .flatMap((loss) => [smallMlp('tanh', loss, 6), smallMlp('relu', loss, 6), smallCnn('tanh', loss)])
  .map((small, i) => ({ name: small.name, small, steps: i % 2 === 0 ? 0 : 40 }));

describe('on networks', () => {
  test.each(points)(
    'ten eigenvalues at the top and three below are exact to 1e-3: $name, $steps steps',
    ({ small, steps }) => {
      const theta = descended(small, 0.1, steps);
      const truth = jacobiEigenvalues(denseHessian(small, theta));
      const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
      const at = unflatten(theta, small.network.shapes);
      const operator = hessian(objective, at);
      const options = { top: 10, bottom: 3, tolerance: 1e-3, maxProducts: 600 };
      const { top, bottom } = eigenpairs(operator, { ...options, random: rng(1) });
      for (const [i, { value }] of top.entries()) {
        expect(value.converged).toBe(true);
        expectNear(value.value, truth.at(-1 - i)!, { rtol: 1e-3 });
      }
      for (const [i, { value }] of bottom.entries()) {
        expect(value.converged).toBe(true);
        expectNear(value.value, truth[i]!, { rtol: 1e-3 });
      }
      operator.dispose();
      dispose(at);
      free();
    },
  );

  test('the largest algebraic one is found where −λ_min > λ_max', () => {
    // A loss turned upside down: −L has the negatives of the eigenvalues of L.
    const small = smallMlp('tanh', 'squared-error', 6);
    const truth = jacobiEigenvalues(denseHessian(small)).map((x) => -x);
    expect(-truth.at(-1)!).toBeGreaterThan(2 * truth[0]!);
    const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
    const at = unflatten(small.theta, small.network.shapes);
    const H = hessian(objective, at);
    const turned = { ...H, matvec: (v: Float64Array | Float32Array) => H.matvec(v).map((x) => -x) };
    const options = { top: 2, bottom: 2, tolerance: 1e-3, maxProducts: 600 };
    const { top, bottom } = eigenpairs(turned, { ...options, random: rng(1) });
    for (const [i, { value }] of top.entries()) expectNear(value.value, truth[i]!, { rtol: 1e-3 });
    for (const [i, { value }] of bottom.entries())
      expectNear(value.value, truth.at(-1 - i)!, { rtol: 1e-3 });
    H.dispose();
    dispose(at);
    free();
  });
});
