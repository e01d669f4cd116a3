import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const run = (method: string, measure: string) => smallRun(method, 'steps: 4', measure);
const sgd = '{ method: sgd, rate: 0.05, batch: 6 }';

test('tests and batch sizes follow from the noise, the method’s batch and its rate', async () => {
  const { scalars, series } = await run(
    sgd,
    'gradientNoise: true, gradientSquared: true, batchSizeTests: true, coupledBatch: true, along: { batchSizeTests: { every: 2 }, coupledBatch: { every: 2, rate: 0.1 } }',
  );
  const at = (name: string) => scalars[name]!.value;
  expectNear(at('normTest') ** 2, at('noiseTrace') / 6 / at('gradientSquared'), { rtol: 1e-5 });
  expectNear(at('normTest') ** 2, at('innerProductTest') ** 2 + at('orthogonalityTest') ** 2, {
    rtol: 1e-9,
  });
  expectNear(at('coupledBatch'), (0.05 * at('noiseTrace')) / at('trainLoss'), { rtol: 1e-6 });
  expectNear(series.coupledBatch!.at(-1)!, 2 * at('coupledBatch'), { rtol: 1e-9 });
  expect(series.normTest!.at(-1)).toBe(at('normTest'));
});

test('the rate is that of the schedule where the run is', async () => {
  const decay = 'schedule: { kind: step-decay, every: 2, factor: 0.5 }';
  const { scalars, series } = await run(
    `{ method: sgd, rate: 0.05, batch: 6, ${decay} }`,
    'gradientNoise: true, coupledBatch: true, along: { gradientNoise: { every: 1 }, coupledBatch: { every: 1 } }',
  );
  const etas = [0.05, 0.05, 0.025, 0.025, 0.0125];
  expect(series.step).toEqual([0, 1, 2, 3, 4]);
  for (const [k, eta] of etas.entries()) {
    const truth = (eta * series.noiseTrace![k]!) / series.trainLoss![k]!;
    expectNear(series.coupledBatch![k]!, truth, { rtol: 1e-6 });
  }
  const truth = (0.0125 * scalars.noiseTrace!.value) / scalars.trainLoss!.value;
  expectNear(scalars.coupledBatch!.value, truth, { rtol: 1e-6 });
});

test('a flow has no learning rate, unless one is given', async () => {
  const flow = '{ method: gradient-flow }';
  expect((await run(flow, 'coupledBatch: true')).scalars).not.toHaveProperty('coupledBatch');
  expect((await run(flow, 'coupledBatch: { rate: 0.1 }')).scalars).toHaveProperty('coupledBatch');
});
