import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { armsOf, hasEdge } from '../../../src/report/arms/arm.ts';
import { legendLabels } from '../../../src/report/arms/legend-labels.ts';
import { poolRates } from '../../../src/report/arms/pool-rates.ts';
import { flow, gd, mixedMethods, run, sgd, spec } from '../../support/synthetic-runs.ts';

describe('armsOf', () => {
  test('runs that differ in the seed alone share an arm, sorted by seed', () => {
    const arms = armsOf([2, 0, 1].map((seed) => run(spec(gd(0.1), seed), {})));
    expect(arms).toHaveLength(1);
    expect(arms[0]!.runs.map(({ spec: { seed } }) => seed)).toEqual([0, 1, 2]);
  });

  test('arms are SGD by batch, then GD by η, then the flow, whatever the order of runs', () => {
    const methods = [flow, gd(0.1), sgd(64), gd(0.05), sgd(4)];
    const arms = armsOf(methods.map((method) => run(spec(method, 0), {})));
    expect(arms.map(({ label }) => label)).toEqual([
      'SGD B = 4, η = 0.1',
      'SGD B = 64, η = 0.1',
      'GD η = 0.05',
      'GD η = 0.1',
      'gradient flow',
    ]);
  });

  test('optimizers, schedules and averages stand between GD and the flow, each under its name', () => {
    const arms = armsOf(mixedMethods.map((method) => run(spec(method, 0), {})));
    expect(arms.map(({ label }) => label)).toEqual([
      'SGD B = 4, η = 0.1',
      'GD η = 0.1',
      'GD η = 0.1, cosine',
      'preconditioned GD η = 0.1',
      'SGD B = 4, η = 0.1, average 2',
      'heavy ball B = 16, η = 0.05, momentum 0.9',
      'heavy ball B = 16, η = 0.05, momentum 0.5',
      'Adam η = 0.01',
      'modified flow η = 0.1',
      'SVAG B = 4, η = 0.1',
      'Langevin T = 0.01',
      'SGD flow B = 4, η = 0.1',
      'gradient flow',
    ]);
  });

  test('other noise than that of batches sets a method apart from GD and SGD, and says so', () => {
    const methods: readonly MethodSpec[] = [
      gd(0.1),
      sgd(4),
      { method: 'gradient-descent', rate: 0.1, delay: { kind: 'fixed', steps: 2 } },
      { method: 'sgd', rate: 0.1, batch: 4, sampling: 'shuffled', labelFlips: 0.1 },
    ];
    const arms = armsOf(methods.map((method) => run(spec(method, 0), {})));
    expect(arms.map((arm) => [arm.label, arm.family, hasEdge(arm)])).toEqual([
      ['SGD B = 4, η = 0.1', 'stochastic', true],
      ['GD η = 0.1', 'descent', true],
      ['GD η = 0.1, fixed delay, steps 2', 'other', false],
      ['SGD B = 4, η = 0.1, label flips 0.1', 'other', false],
    ]);
  });

  test('measuring more does not split an arm, sampling otherwise does', () => {
    const plain = spec(sgd(4), 0);
    const more = { ...spec(sgd(4), 1), measure: { points: 9, snapshots: [] } };
    expect(armsOf([run(plain, {}), run(more, {})])).toHaveLength(1);
    const replaced = { ...plain, method: { ...sgd(4), sampling: 'with-replacement' as const } };
    expect(armsOf([run(plain, {}), run(replaced as typeof plain, {})]).map((a) => a.label)).toEqual(
      ['SGD B = 4, η = 0.1, shuffled', 'SGD B = 4, η = 0.1, with-replacement'],
    );
  });

  test('labels say what varies between problems and nothing else', () => {
    const arms = armsOf([
      run(spec(gd(0.1), 0, { hidden: [8] }), {}),
      run(spec(gd(0.1), 0, { hidden: [64, 64] }), {}),
      run(spec(gd(0.1), 0, { hidden: [8], train: 100 }), {}),
    ]);
    expect(arms.map(({ label }) => label)).toEqual([
      'GD η = 0.1 (n = 512, hidden 8)',
      'GD η = 0.1 (n = 512, hidden 64-64)',
      'GD η = 0.1 (n = 100, hidden 8)',
    ]);
  });

  test('legends leave out an η that all of SGD shares', () => {
    const one = armsOf([sgd(4), sgd(16), gd(0.1)].map((method) => run(spec(method, 0), {})));
    expect([...legendLabels(one).values()]).toEqual(['SGD B = 4', 'SGD B = 16', 'GD η = 0.1']);
    const two = armsOf([sgd(4, 0.1), sgd(4, 0.2)].map((method) => run(spec(method, 0), {})));
    expect([...legendLabels(two).values()]).toEqual(['B = 4, η = 0.1', 'B = 4, η = 0.2']);
  });

  test('pooling over η keeps the batch sizes apart', () => {
    const methods = [gd(0.05), gd(0.1), sgd(4, 0.05), sgd(4, 0.1), sgd(8, 0.1)];
    const pools = poolRates(armsOf(methods.map((method) => run(spec(method, 0), {}))));
    expect(pools.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['SGD B = 4', 2],
      ['SGD B = 8', 1],
      ['GD', 2],
    ]);
    // No η of their own, or a figure of what does not depend on η would tell them apart by it.
    expect(pools.map(({ rate }) => rate)).toEqual([undefined, undefined, undefined]);
  });
});
