import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { coordinatesOf, differences, without } from '../../../src/report/arms/coordinates.ts';
import { armLabel } from '../../../src/report/arms/labels.ts';
import type { NetworkRun } from '../../support/standard-experiment.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const of = (...methods: readonly MethodSpec[]) =>
  coordinatesOf(methods.map((m) => run(spec(m, 0), {})));

describe('coordinatesOf', () => {
  test('B, η, temperature and schedule are coordinates whether or not they differ', () => {
    const cosine = { ...gd(0.1), schedule: { kind: 'cosine', steps: 9 } } as MethodSpec;
    expect(of(cosine)).toEqual([
      {
        title: 'GD',
        method: [
          { key: 'method.rate', value: 0.1 },
          { key: 'method.schedule.kind', value: 'cosine' },
        ],
        problem: [],
      },
    ]);
    expect(of(sgd(4))[0]!.method.map(({ key }) => key)).toEqual(['method.batch', 'method.rate']);
    expect(of({ method: 'langevin', temperature: 2, dt: 0.1 })[0]!.method).toEqual([
      { key: 'method.temperature', value: 2 },
    ]);
  });

  test('further keys are told in the arms of the title that differ in them, and only there', () => {
    const tight: MethodSpec = { ...flow, tolerance: 1e-6 } as MethodSpec;
    expect(of(flow, tight, gd(0.1)).map(({ method }) => method)).toEqual([
      [{ key: 'method.tolerance', value: 1e-4 }],
      [{ key: 'method.tolerance', value: 1e-6 }],
      [{ key: 'method.rate', value: 0.1 }],
    ]);
  });

  test('arms of one method with other stop rules differ in those', () => {
    const specs = [{ loss: 0.1 }, { loss: 0.1, steps: 9 }].map((stop) =>
      spec(gd(0.1), 0, { stop }),
    );
    expect(coordinatesOf(specs.map((one) => run(one, {}))).map(armLabel)).toEqual([
      'GD η = 0.1',
      'GD η = 0.1, 9 steps',
    ]);
  });

  test('arms of one method that begin where other trainings ended differ in those', () => {
    const starts = [0.1, 0.2].map((rate) => ({ method: gd(rate), stop: { loss: 0.3 } }));
    const runs = starts.map((start) => run({ ...spec(gd(0.5), 0), start }, {}));
    expect(coordinatesOf(runs).map(armLabel)).toEqual([
      'GD η = 0.5, start η = 0.1',
      'GD η = 0.5, start η = 0.2',
    ]);
  });

  test('a problem has the keys in which it differs from any other, and lists stay lists', () => {
    const linear = (of: NetworkRun): NetworkRun => ({
      ...of,
      network: { kind: 'linear', parametrisation: 'standard', scale: 1 },
    });
    const plain = spec(gd(0.1), 0, { hidden: [8, 4] });
    const [mlp, flat] = coordinatesOf([plain, linear(plain)].map((one) => run(one, {})));
    expect(mlp!.problem).toEqual([
      { key: 'network.kind', value: 'mlp' },
      { key: 'network.hidden', value: [8, 4] },
      { key: 'network.activation', value: 'tanh' },
    ]);
    expect(flat!.problem).toEqual([{ key: 'network.kind', value: 'linear' }]);
    expect(armLabel(mlp!)).toBe('GD η = 0.1 (MLP, hidden 8-4, tanh)');
  });
});

test('without a key the other coordinates are left, and the label closes over the gap', () => {
  const cosine = { ...gd(0.1), schedule: { kind: 'cosine', steps: 9 } } as MethodSpec;
  const labels = of(sgd(4), cosine, gd(0.1)).map((one) => armLabel(without(one, 'method.rate')));
  expect(labels).toEqual(['SGD B = 4', 'GD, cosine', 'GD, constant']);
});

test('differences compares by value, lists and missing keys included', () => {
  expect(
    differences([
      { a: 1, b: { c: [1, 2] }, d: undefined },
      { b: { c: [1, 3] }, a: 1 },
      { a: 1, b: { c: [1, 2] }, d: null },
    ]),
  ).toEqual([
    [{ key: 'b.c', value: [1, 2] }],
    [{ key: 'b.c', value: [1, 3] }],
    [
      { key: 'b.c', value: [1, 2] },
      { key: 'd', value: null },
    ],
  ]);
});
