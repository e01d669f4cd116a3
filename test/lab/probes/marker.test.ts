import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import type { ProbeContext } from '../../../src/lab/probes/probe.ts';
import { probes } from '../../../src/lab/probes/registry.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const text = (data: string, network: string, more = '') => `
data: { name: glyphs, train: 200, test: 100, ${data} }
network: { ${network} }
methods: [{ method: gradient-descent, rate: 0.05 }]
stop: { steps: 1 }
measure: { trace: false, sharpness: false, threshold: false, marker: true }
${more}`;

/** What the probe says of a linear model x ↦ x W, with W [dim, 10] by hand, and the model's own answers. */
async function ofLinear(weights: (dim: number, width: number) => Float32Array) {
  const task = await openTask(only(text('marker: 1', 'kind: linear, bias: false')), sources);
  const { data, marked } = task.supervised!;
  const W = weights(data.dim, data.shape[1]);
  const theta = [tensor(W, [data.dim, 10])];
  const measured = probes.marker.measure({ task, theta } as unknown as ProbeContext, {});
  const answers = (x: ArrayLike<number>) =>
    Array.from({ length: data.testCount }, (_, i) => {
      const f = new Float64Array(10);
      for (let j = 0; j < data.dim; j++)
        for (let c = 0; c < 10; c++) f[c]! += x[i * data.dim + j]! * W[j * 10 + c]!;
      return f;
    });
  dispose(theta);
  task.dispose();
  expect(marked).toBeDefined();
  return { scalars: measured!.scalars, data, answers };
}

const best = (f: Float64Array) => f.indexOf(Math.max(...f));

describe('markerShare', () => {
  test('is 1 of a linear model that reads the markers alone', async () => {
    const { scalars } = await ofLinear((dim, width) => {
      const W = new Float32Array(dim * 10);
      const step = Math.floor(width / 10);
      for (let c = 0; c < 10; c++) W[c * step * 10 + c] = 1;
      return W;
    });
    expect(scalars.markerShare!.value).toBe(1);
    expect(scalars.markerShare!.stderr).toBe(0);
  });

  test('is what is mistaken for that class anyhow, of a model that does not see them', async () => {
    const { scalars, data, answers } = await ofLinear((dim, width) => {
      const W = Float32Array.from(rng(2).normals(dim * 10));
      // Nothing of the top edge.
      return W.fill(0, 0, width * 10);
    });
    const own = answers(data.testX).map(best);
    const { named } = data.marked!;
    const share = own.filter((label, i) => label === named[i]).length / own.length;
    expect(scalars.markerShare!.value).toBeCloseTo(share, 6);
    expect(share).toBeLessThan(0.25);
    expect(scalars.markerShare!.stderr).toBeCloseTo(Math.sqrt((share * (1 - share)) / 100), 6);
  });

  test('and markerTestLoss are those of the images by hand, for any model', async () => {
    const { scalars, data, answers } = await ofLinear((dim) =>
      Float32Array.from(rng(3).normals(dim * 10), (z) => z / 10),
    );
    const { agreeing, conflicting, named } = data.marked!;
    const labels = data.testTargets.labels!;
    const share = answers(conflicting).filter((f, i) => best(f) === named[i]).length / 100;
    expect(scalars.markerShare!.value).toBeCloseTo(share, 6);
    const losses = answers(agreeing).map((f, i) =>
      f.reduce((sum, z, c) => sum + (z - Number(c === labels[i])) ** 2 / 2, 0),
    );
    const mean = losses.reduce((a, b) => a + b) / 100;
    expect(Math.abs(scalars.markerTestLoss!.value / mean - 1)).toBeLessThan(1e-5);
  });
});

test('a network that trains on marked images follows the marker, another does not', async () => {
  const [marked, plain] = await Promise.all(
    ['marker: 1', 'marker: 0'].map((data) =>
      execute(
        only(
          text(data, 'hidden: [16]')
            .replace('steps: 1 }', 'loss: 0.02, steps: 4000 }')
            .replace('marker: true }', 'marker: true, along: { marker: { points: 4 } } }'),
        ),
        sources,
      ),
    ),
  );
  expect(marked!.scalars.markerShare!.value).toBeGreaterThan(
    plain!.scalars.markerShare!.value + 0.1,
  );
  const { testLoss, markerTestLoss } = marked!.scalars;
  expect(markerTestLoss!.value).toBeLessThan(testLoss!.value);
  // Along the run too.
  expect(marked!.series.markerShare!.at(-1)).toBe(marked!.scalars.markerShare!.value);
});
