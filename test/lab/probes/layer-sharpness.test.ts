import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Scalars } from '../../../src/core/scalars.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { layerSharpness } from '../../../src/lab/probes/matrix/layer-sharpness.ts';
import type { ProbeContext } from '../../../src/lab/probes/probe.ts';
import { layers } from '../../../src/linalg/layers.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { denseEigenvalues } from '../../support/dense-eigenvalues.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  denseHessian,
  descended,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const cases = [
  smallMlp('tanh', 'squared-error', 5),
  smallMlp('relu', 'cross-entropy', 5),
  smallCnn('tanh', 'cross-entropy', 8),
].flatMap((small) =>
  (['single', 'double'] as const).map((precision) => ({ name: small.name, small, precision })),
);

test.each(cases)(
  'is the largest eigenvalue of each layer’s block of the dense Hessian: $name, $precision',
  ({ small, precision }) => {
    const theta = descended(small, 0.1, 20);
    const H = denseHessian(small, theta);
    const blocks = layers(small.network.shapes);
    const truths = blocks.map(
      ({ from, to }) =>
        denseEigenvalues(H.slice(from, to).map((row) => row.slice(from, to))).at(-1)!,
    );
    expect(truths.length).toBe(3);
    withProblem(small, theta, (objective, at) => {
      const A = hessian(objective, at, precision);
      const context = { hessian: () => A, task: { objective }, random: rng(3) };
      const found = layerSharpness.measure(
        context as unknown as ProbeContext,
        layerSharpness.read({}),
      );
      A.dispose();
      const scalars: Scalars = found!.scalars;
      for (const [l, truth] of truths.entries()) {
        const { value, interval, converged } = scalars[`layerSharpness${l + 1}`]!;
        const [low, high] = interval!;
        expect(converged).toBe(true);
        expectNear(value, truth, { rtol: 1e-3 });
        expect(low <= truth && truth <= high).toBe(true);
      }
      expect(Object.keys(scalars)).toHaveLength(3);
    });
  },
);
