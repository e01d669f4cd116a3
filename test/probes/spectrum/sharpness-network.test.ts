import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose, live } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { sharpness } from '../../../src/probes/spectrum/sharpness.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { denseHessian, descended, smallCnn, smallMlp } from '../../support/small-network.ts';

const smalls = (['squared-error', 'cross-entropy'] as const).flatMap((loss) => [
  smallMlp('tanh', loss, 6),
  smallMlp('relu', loss, 6),
  smallCnn('tanh', loss),
]);
const points = smalls.flatMap((small) =>
  [0, 40].map((steps) => ({ name: small.name, small, steps })),
);

describe('on networks', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  test.each(points)(
    'λ is the largest eigenvalue to 1e-3: $name, $steps steps',
    ({ small, steps }) => {
      const theta = descended(small, 0.1, steps);
      const truth = jacobiEigenvalues(denseHessian(small, theta)).at(-1)!;
      const before = live();
      const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
      const at = unflatten(theta, small.network.shapes);
      const operator = hessian(objective, at);
      for (const seed of [1, 2, 3]) {
        const found = sharpness(operator, {
          tolerance: 1e-3,
          maxIterations: 200,
          random: rng(seed),
        });
        expect(found.converged).toBe(true);
        expectNear(found.value, truth, { rtol: 1e-3 });
      }
      operator.dispose();
      dispose(at);
      free();
      expect(live()).toEqual(before);
    },
  );
});
