import { expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { armsOf } from '../../../src/report/arms/arm.ts';
import { categoryAxis } from '../../../src/report/arms/category-axis.ts';
import { poolRates } from '../../../src/report/arms/pool-rates.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const arms = (hidden: readonly (readonly number[])[] = [[8]]) =>
  armsOf(
    hidden.flatMap((widths) =>
      [sgd(4), sgd(16), sgd(1024), sgd(4, 0.2), gd(0.1), gd(0.2), flow].map((method) =>
        run(spec(method, 0, { hidden: widths }), {}),
      ),
    ),
  );

test('SGD stands by log B in steps of its least ratio, at most doubled', () => {
  const { groups } = categoryAxis(arms());
  // log 16/4 is the step; log 1024/16 is three of them, drawn as two.
  expect(groups[0]).toMatchObject({
    name: 'SGD: batch size B',
    ticks: [
      { value: 0, label: '4' },
      { value: 1, label: '16' },
      { value: 3, label: '1024' },
    ],
  });
});

test('arms that differ in η alone stand side by side about their B', () => {
  const all = arms();
  const { at } = categoryAxis(all);
  const [low, high] = all
    .filter(({ batch }) => batch === 4)
    .map((arm) => at.get(arm)!)
    .sort((a, b) => a - b);
  expect(high! - low!).toBeCloseTo(0.22, 12);
  expect(high! + low!).toBeCloseTo(0, 12);
});

test('GD is ticked by its η, or stands as full batch where several are pooled', () => {
  const group = (of: ReturnType<typeof arms>) => categoryAxis(of).groups[1]!;
  expect(group(arms())).toMatchObject({ name: 'GD: η' });
  expect(group(arms()).ticks.map(({ label }) => label)).toEqual(['0.1', '0.2']);
  expect(group(poolRates(arms()))).toMatchObject({ name: 'full batch' });
  expect(group(poolRates(arms())).ticks.map(({ label }) => label)).toEqual(['GD']);
});

test('each problem has its groups and its words under their middle, one problem has none', () => {
  expect(categoryAxis(arms()).problems).toEqual([]);
  const { groups, problems, borders } = categoryAxis(arms([[8], [64, 64]]));
  expect(groups).toHaveLength(6);
  expect(borders).toHaveLength(5);
  expect(problems).toEqual([
    { value: (groups[0]!.start + groups[2]!.end) / 2, words: ['hidden 8'] },
    { value: (groups[3]!.start + groups[5]!.end) / 2, words: ['hidden 64-64'] },
  ]);
});

test('other methods of one title are ticked by what tells them apart', () => {
  const flips = (labelFlips: number, batch = 4) => ({ ...sgd(batch), labelFlips }) as MethodSpec;
  const ticks = (...methods: readonly MethodSpec[]) =>
    categoryAxis(armsOf(methods.map((method) => run(spec(method, 0), {})))).groups.at(-1)!.ticks;
  const labels = (...methods: readonly MethodSpec[]) => ticks(...methods).map(({ label }) => label);
  expect(labels(sgd(4), flips(0.1), flips(0.3))).toEqual([
    'SGD, label flips 0.1',
    'SGD, label flips 0.3',
  ]);
  expect(labels(sgd(4), flips(0.1))).toEqual(['SGD, label flips 0.1']);
  expect(labels(flips(0.1), flips(0.1, 8))).toEqual(['SGD, B = 4', 'SGD, B = 8']);
  expect(labels(gd(0.1), flips(0.1))).toEqual(['SGD']);
});

test('several flows are ticked by what tells them apart, one or flows of several problems by their group', () => {
  const flows = (...solvers: readonly string[]) =>
    categoryAxis(
      armsOf(solvers.map((solver) => run(spec({ ...flow, solver } as MethodSpec, 0), {}))),
    ).groups.at(-1)!;
  expect(flows('rkc2')).toMatchObject({ name: 'flow', ticks: [{ label: '' }] });
  const { name, ticks } = flows('rkc2', 'heun', 'dormand-prince');
  expect(name).toBe('flow');
  expect(ticks.map(({ label }) => label)).toEqual([
    'solver rkc2',
    'solver heun',
    'solver dormand-prince',
  ]);
});

test('two arms of one method are told apart on the axis, where there is room and where there is little', () => {
  const rmsprop = (rate: number): MethodSpec => ({
    ...{ method: 'rmsprop', rate, alpha: 0.99, epsilon: 1e-8 },
  });
  const adam: MethodSpec = {
    ...{ method: 'adam', rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  };
  const own = armsOf(
    [rmsprop(0.001), rmsprop(0.01), adam].map((method) => run(spec(method, 0), {})),
  );
  const ticks = categoryAxis(own).groups.flatMap((group) => group.ticks);
  for (const names of [
    ticks.map(({ label }) => label),
    ticks.map(({ label, brief }) => brief ?? label),
  ])
    expect(new Set(names).size).toBe(3);
  expect(ticks.map(({ label }) => label)).toContain('RMSProp, η = 0.001');
});
