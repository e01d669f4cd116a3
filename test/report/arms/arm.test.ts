import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { armsOf } from '../../../src/report/arms/arm.ts';
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
      'SGD B = 4, η = 0.1, no averaging',
      'GD η = 0.1, constant',
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
    expect(arms.map((arm) => [arm.label, arm.family])).toEqual([
      ['SGD B = 4, η = 0.1, no label flips', 'stochastic'],
      ['GD η = 0.1, no delay', 'descent'],
      ['GD η = 0.1, fixed delay, steps 2', 'other'],
      ['SGD B = 4, η = 0.1, label flips 0.1', 'other'],
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

  test('a default that is left out of a spec still has its name where others have another value', () => {
    const plain = spec(gd(0.1), 0);
    const labels = (...changes: readonly { data?: object; network?: object }[]) =>
      armsOf(
        changes.map(({ data, network }) =>
          run(
            {
              ...plain,
              data: { ...plain.data, ...data },
              network: { ...plain.network, ...network },
            } as RunSpec,
            {},
          ),
        ),
      ).map(({ problem }) => problem);
    expect(labels({}, { network: { bias: false } })).toEqual(['biases', 'no biases']);
    expect(labels({}, { network: { linearised: true } })).toEqual(['not linearised', 'linearised']);
    expect(labels({}, { data: { scale: 'none' } })).toEqual(['scaled', 'not scaled']);
    expect(labels({}, { data: { seed: 3 } })).toEqual(['subset of the seed', 'subset 3']);
    expect(labels({}, { data: { labelNoise: 0.3 } })).toEqual(['label noise 0', 'label noise 0.3']);
    expect(labels({}, { data: { randomLabels: true } })).toEqual(['true labels', 'random labels']);
    // What another kind of data or network has is no default of this one.
    expect(
      labels(
        { data: { name: 'npz', path: 'a.npz', targets: 'values' } },
        { data: { name: 'glyphs' } },
      ),
    ).toEqual(['npz, a.npz, real-valued targets', 'glyphs']);
  });

  test('a key that varies is named in every arm of its method, and a key of a key by both', () => {
    const ball = (rate: number, momentum: number): MethodSpec => ({
      ...{ method: 'heavy-ball', rate, momentum },
    });
    const labels = (...ways: readonly MethodSpec[]) =>
      armsOf(ways.map((method) => run(spec(method, 0), {}))).map(({ label }) => label);
    expect(labels(ball(0.05, 0.9), ball(0.05, 0.5), ball(0.1, 0.9))).toEqual([
      'heavy ball η = 0.05, momentum 0.9',
      'heavy ball η = 0.05, momentum 0.5',
      'heavy ball η = 0.1, momentum 0.9',
    ]);
    const staged = { ...sgd(4), stages: { 10: 8, 20: 16 } } as MethodSpec;
    const dealt = { ...sgd(4), shards: { workers: 2, alpha: 0.1, visit: 'all' } } as MethodSpec;
    expect(labels(staged, dealt)).toEqual([
      'SGD B = 4, η = 0.1, B = 8 from step 10, B = 16 from step 20, no shards',
      'SGD B = 4, η = 0.1, shards workers 2, shards alpha 0.1, shards visit all, no stages',
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
