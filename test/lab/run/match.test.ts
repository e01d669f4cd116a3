import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { whyEnded } from '../../../src/lab/run/why-ended.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallSpec, sources } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const TARGET = 0.2;
const measure =
  'stepLoss: true, every: 3, snapshots: [1, 2, 4, 8, 16, 32, 64], xtrace: { relativeError: 0.3 }';
const run = (method: string, stop: string, match: Pick<RunSpec['stop'], 'match'> = {}) => {
  const spec = smallSpec(
    method,
    stop,
    `${measure}, along: { trace: { every: 21, relativeError: 0.3 } }`,
  );
  return execute({ ...spec, stop: { ...spec.stop, ...match } }, sources);
};

/** What a run leaves but for what it cost, and for rows that fall where it evaluates its loss more often. */
function left({ series, facts: { cost: _, lossAverage: __, ...facts }, ...rest }: Result) {
  const scalars = Object.entries(rest.scalars).map(([key, { cost: _, ...found }]) => [key, found]);
  const rows = series.step!.map((step, i) => ({
    ...{ step, time: series.time![i], trainLoss: series.trainLoss![i], trace: series.trace![i] },
  }));
  return {
    ...rest,
    scalars,
    facts,
    rows: rows.filter(({ step }) => step % 3 === 0),
    last: rows.at(-1),
  };
}

describe.each([
  ['{ method: sgd, rate: 0.02, batch: 1 }', 30],
  ['{ method: sgd, rate: 0.1, batch: 7, sampling: with-replacement }', 16],
  ['{ method: adam, rate: 0.01, batch: 4 }', 16],
  ['{ method: gradient-descent, rate: 0.1 }', 1],
  ['{ method: svag, rate: 0.1, batch: 5, amplification: 4 }', 24],
  ['{ method: stochastic-flow, rate: 0.1, batch: 3, dt: 0.05 }', 20],
])('%s under match: loss', (method, window) => {
  test('leaves what a run of as many steps leaves, and nothing beyond its end', async () => {
    const matched = await run(method, `loss: ${TARGET}, steps: 5000`, { match: 'loss' });
    const { steps, time, loss, lossAverage } = matched.facts;
    const plain = await run(method, `steps: ${steps}`);
    expect(left(matched)).toEqual({ ...left(plain), ending: 'reached' });
    expect(matched.series.step!.every((step) => step <= steps)).toBe(true);
    expect(matched.snapshots.length).toBeGreaterThan(1);
    expect(matched.snapshots.every((one) => one.time <= time)).toBe(true);
    expect(loss).toBeLessThanOrEqual(TARGET);
    expect(loss).toBeGreaterThan(0.95 * TARGET);
    if (window === 1) expect(lossAverage).toBeUndefined();
    else {
      expect(lossAverage!.until - lossAverage!.from + 1).toBe(window);
      expect(lossAverage!.mean).toBeLessThanOrEqual(TARGET);
      expect(steps).toBeGreaterThanOrEqual(lossAverage!.from);
      expect(steps).toBeLessThanOrEqual(lossAverage!.until);
    }
  });
});

test('the mean loss of the steps since the last row is that of the steps up to the end', async () => {
  const method = '{ method: sgd, rate: 0.02, batch: 1 }';
  const { series, facts } = await run(method, `loss: ${TARGET}, steps: 5000`, { match: 'loss' });
  const plain = await run(method, `steps: ${facts.steps}`);
  const weighted = ({ step, stepLoss }: Result['series']) =>
    step!.reduce((sum, at, i) => (i === 0 ? 0 : sum + (at - step![i - 1]!) * stepLoss![i]!), 0);
  const total = weighted(plain.series);
  expect(Math.abs(weighted(series) - total)).toBeLessThan(1e-9 * total);
});

test('a flow ends at its target as it does anyway', async () => {
  const flow = '{ method: gradient-flow }';
  const [matched, plain] = [
    await run(flow, `loss: ${TARGET}, steps: 5000`, { match: 'loss' }),
    await run(flow, `loss: ${TARGET}, steps: 5000`),
  ];
  expect(left(matched)).toEqual(left(plain));
  expect(matched.snapshots.every((one) => one.time <= matched.facts.time)).toBe(true);
});

test('a run says how its last step was chosen', () => {
  const facts = { steps: 1776, time: 177.6, loss: 0.01996, initialLoss: 0.5 };
  const lossAverage = { from: 1712, until: 1836, mean: 0.019994 };
  const stop = { loss: 0.02, match: 'loss' } as const;
  const say = (own: object) =>
    whyEnded(stop, { ending: 'reached', facts: { ...facts, ...own }, scalars: {} });
  const reached = 'Training loss 0.02 reached the target 0.02 after 1776 steps, at t = 178';
  expect(say({})).toBe(`${reached}.`);
  expect(say({ lossAverage })).toBe(
    `${reached}, nearest to it from below of steps 1712 to 1836, the first so many over which the mean, 0.02, was no higher.`,
  );
});
