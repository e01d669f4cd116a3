import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { differences } from '../../../src/report/arms/coordinates.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const sources = fileSources({ cacheDir: '/nowhere', baseDir: '/nowhere', offline: true });
const text = (network: string) => `
data: { name: glyphs, train: 40, test: 30 }
network: { hidden: [6], ${network} }
methods: [{ method: gradient-descent, rate: 0.005 }]
seeds: 1
stop: { steps: 30 }
measure: { threshold: false, trace: { relativeError: 0.2, maxProbes: 50 } }
`;

test('linearised is an axis, whose other end is the network itself', () => {
  const specs = specsOf(text('linearised: [false, true]'));
  expect(specs[0]).toEqual(specsOf(text('activation: tanh'))[0]);
  expect(specs[1]!.network).toEqual({ ...specs[0]!.network, linearised: true });
  const key = 'network.linearised';
  expect(differences(specs)).toEqual([[], [{ key, value: true }]]);
});

test('a linearised network starts as the network and keeps its curvature', async () => {
  const specs = specsOf(text('linearised: [false, true]'));
  const [plain, linear] = await Promise.all(specs.map((spec) => openTask(spec, sources)));
  const theta0 = linear!.theta0;
  expect(linear!.trainLoss(theta0)).toBe(plain!.trainLoss(plain!.theta0));
  const away = theta0.map((t, i) =>
    tensor(
      Float32Array.from(t.dataSync(), (x, k) => x + 0.1 * Math.sin(i + k)),
      t.shape,
    ),
  );
  const v = rng(1).signs(linear!.objective.parameters);
  const products = [plain!, linear!].map(({ hessians }) =>
    [theta0, away].map((theta) => {
      const H = hessians.at(theta);
      const product = H.matvec(v);
      H.dispose();
      return product;
    }),
  );
  expect(relativeError(products[1]![0]!, products[1]![1]!)).toBeLessThan(1e-5);
  expect(relativeError(products[0]![0]!, products[0]![1]!)).toBeGreaterThan(0.01);
  dispose(away);
  plain!.dispose();
  linear!.dispose();
});

test('a run trains and measures it', async () => {
  const [plain, linear] = await Promise.all(
    specsOf(text('linearised: [false, true]')).map((spec) => execute(spec, sources)),
  );
  const { initialSharpness, sharpness, trace } = linear!.scalars;
  // With squared error the Hessian is JᵀJ/n everywhere, where the network's own has moved.
  expect(Math.abs(sharpness!.value / initialSharpness!.value - 1)).toBeLessThan(2e-3);
  const own = plain!.scalars.sharpness!.value / plain!.scalars.initialSharpness!.value;
  expect(Math.abs(own - 1)).toBeGreaterThan(0.05);
  expect(trace!.value).toBeGreaterThan(sharpness!.value);
  const [first, last] = [linear!.series.trainLoss![0]!, linear!.series.trainLoss!.at(-1)!];
  expect(first).toBe(plain!.series.trainLoss![0]!);
  expect(last).toBeLessThan(first);
  expect(last).not.toBe(plain!.series.trainLoss!.at(-1)!);
});
