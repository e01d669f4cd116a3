import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { stepLosses } from '../../../src/lab/run/step-losses.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const run = (method: string, measure: string) => smallRun(method, 'steps: 60', measure);
const gd = (rate: number) => `{ method: gradient-descent, rate: ${rate} }`;
const bytes = ({ weights }: Result) => weights.map((w) => Buffer.from(w.buffer).toString('hex'));

test('cells are means over the steps of a row, and rises are counted between neighbours, as far as the run came', () => {
  const own = stepLosses();
  expect(own.cell(0, 0)).toEqual({});
  expect(own.rising(0)).toEqual({});
  const add = (...losses: readonly number[]) => own.add(losses.map((loss) => ({ loss })));
  add(3, 5);
  add(4);
  expect(own.cell(0, 3)).toEqual({ stepLoss: 4 });
  expect(own.cell(3, 3)).toEqual({});
  add(6, 6, 1);
  expect(own.cell(3, 6).stepLoss).toBeCloseTo(13 / 3, 12);
  expect(own.cell(3, 5)).toEqual({ stepLoss: 6 });
  // 3 → 5 and 4 → 6 rise, of five pairs; of two, where the run was brought back to its third step, the first.
  expect(own.rising(6).risingSteps).toMatchObject({ value: 2 / 5, stderr: 0 });
  expect(own.rising(3).risingSteps).toMatchObject({ value: 1 / 2, stderr: 0 });
});

test('along descent the mean of the steps lies between the rows, and no step rises', async () => {
  const { series, scalars } = await run(gd(0.02), 'stepLoss: true');
  const { stepLoss, trainLoss } = series;
  expect(stepLoss![0]).toBeNaN();
  expect(stepLoss!.length).toBeGreaterThan(8);
  for (let i = 1; i < stepLoss!.length; i++) {
    expect(stepLoss![i]).toBeLessThan(trainLoss![i - 1]! + 1e-6);
    expect(stepLoss![i]).toBeGreaterThan(trainLoss![i]!);
  }
  expect(scalars.risingSteps).toMatchObject({ value: 0 });
});

test('near the edge steps rise', async () => {
  const { scalars } = await run(gd(0.1), 'stepLoss: true');
  expect(scalars.risingSteps!.value).toBeGreaterThan(0.1);
});

test.each([
  gd(0.1),
  '{ method: sgd, rate: 0.1, batch: 6 }',
  '{ method: adam, rate: 0.01, batch: 6 }',
])('keeping losses leaves the weights of %s as they were', async (method) => {
  const [kept, bare] = [await run(method, 'stepLoss: true'), await run(method, 'points: 80')];
  expect(bytes(kept).join() === bytes(bare).join()).toBe(true);
  expect(bare.series).not.toHaveProperty('stepLoss');
  // Mini-batches differ, so that only the full batch has rises.
  expect('risingSteps' in kept.scalars).toBe(method === gd(0.1));
});

test('a flow has no steps of its own to keep', async () => {
  const { series, scalars } = await run('{ method: gradient-flow }', 'stepLoss: true');
  expect(series).not.toHaveProperty('stepLoss');
  expect(scalars).not.toHaveProperty('risingSteps');
});
