import { describe, expect, test } from 'vitest';
import { type Estimate, exact } from '../../../src/core/estimate.ts';
import { rng } from '../../../src/core/random.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { armDifferences } from '../../../src/report/comparison/arm-differences.ts';
import { specDifferences } from '../../../src/report/comparison/key-differences.ts';
import { deviations, withoutSeconds } from '../../../src/report/comparison/reproduction.ts';
import { runDifferences } from '../../../src/report/comparison/run-differences.ts';
import { COST, gd, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

const measured = (value: number, stderr: number, interval?: [number, number]): Estimate => ({
  ...{ value, stderr, cost: COST, converged: true },
  ...(interval && { interval }),
});
const having = (trace: Estimate) => run(spec(gd(0.1), 0), {}, { scalars: { trace } });

describe('numbers of two runs', () => {
  // √(3² + 4²) = 5: beyond 2 × 5 = 10 a difference exceeds its error.
  test.each([
    ['less than twice its error', measured(0, 3), measured(9.9, 4), false],
    ['more than twice its error', measured(0, 3), measured(10.1, 4), true],
    ['exact and not the same', exact(1, COST), exact(1 + 1e-15, COST), true],
    ['the same', exact(1, COST), exact(1, COST), false],
    ['brackets that meet', measured(1, 0, [0.9, 1.1]), measured(1.15, 0, [1.05, 1.2]), false],
    ['brackets that do not', measured(1, 0, [0.9, 1.1]), measured(1.3, 0, [1.2, 1.4]), true],
    [
      'a bracket and a number with an error',
      measured(1, 0, [0.9, 1.1]),
      measured(1.3, 0.11),
      false,
    ],
    ['none against a number', exact(Number.NaN, COST), exact(1, COST), true],
    ['none on both sides', exact(Number.NaN, COST), exact(Number.NaN, COST), false],
  ] as const)('%s', (_, a, b, exceeds) => {
    expect(runDifferences(having(a), having(b))).toMatchObject([{ measure: 'trace', exceeds }]);
    expect(runDifferences(having(b), having(a))).toMatchObject([{ exceeds }]);
  });

  test('a measurement of one run alone has no difference', () => {
    const [found] = runDifferences(having(exact(1, COST)), run(spec(gd(0.1), 0), {}));
    expect(found).toMatchObject({ b: null, difference: null, exceeds: false });
  });
});

test('keys that differ have their values on both sides, by their paths', () => {
  const a = [sgd(4), sgd(16)].map((method) => run(spec(method, 0), {}));
  const b = [run(spec(gd(0.1), 0, { train: 100 }), {})];
  const found = Object.fromEntries(specDifferences(a, b).map(({ key, ...of }) => [key, of]));
  expect(found).toMatchObject({
    'data.train': { a: ['512'], b: ['100'] },
    'method.batch': { a: ['4', '16'], b: [] },
    'method.method': { a: ['"sgd"'], b: ['"gradient-descent"'] },
  });
  expect(specDifferences(a, a.toReversed())).toEqual([]);
});

describe('arms of two experiments', () => {
  const arms = (shift: number, seeds: readonly number[], options = {}) =>
    [sgd(4), sgd(16)].flatMap((method) =>
      seeds.map((seed) =>
        run(spec(method, seed, options), {
          trace: 5 + 3 * rng(seed).normal() + shift * (1 + seed / 100),
        }),
      ),
    );

  test('are paired by seed, whose difference leaves out what the seeds share', () => {
    const { differences, paired, onlyA } = armDifferences(
      arms(0, [0, 1, 2]),
      arms(0.1, [0, 1, 2], { train: 100 }),
    );
    expect([paired, onlyA]).toEqual([2, []]);
    for (const one of differences) {
      expect(one).toMatchObject({
        measure: 'trace',
        by: 'seeds in common',
        n: [3, 3],
        exceeds: true,
      });
      // Student: 0.101 ± t₂ s/√3 with s = 0.001 and t₂ = 4.302653.
      expect(one.difference).toBeCloseTo(0.101, 9);
      expect(one.interval![1] - one.difference).toBeCloseTo((4.302653 * 0.001) / Math.sqrt(3), 8);
    }
  });

  test('with other seeds are independent samples', () => {
    const { differences } = armDifferences(arms(0, [0, 1, 2]), arms(0.1, [3, 4, 5]));
    for (const one of differences)
      expect(one).toMatchObject({ by: 'different seeds', exceeds: false, same: false });
  });

  test('that are the same runs differ in nothing, and an arm without another is named', () => {
    const all = arms(0, [0, 1]);
    expect(armDifferences(all, all).differences.every(({ same }) => same)).toBe(true);
    expect(armDifferences(all, all.slice(0, 2)).onlyA).toHaveLength(1);
  });
});

describe('a run against itself', () => {
  const [one] = quickstart(1);
  const changed = (change: Partial<Run>): Run => ({ ...one!, ...change });

  test('has no deviations, whatever its clock says', () => {
    const cost = { ...one!.manifest.cost, trainSeconds: 99 };
    expect(deviations(one!, changed({ manifest: { ...one!.manifest, cost } }))).toEqual([]);
  });

  test('with one number changed has that, by its share', () => {
    const trace = { ...one!.scalars.trace!, value: one!.scalars.trace!.value * (1 + 1e-6) };
    const [found, ...others] = deviations(one!, changed({ scalars: { ...one!.scalars, trace } }));
    expect(found!.number).toBe('trace');
    expect(found!.relative).toBeCloseTo(1e-6, 11);
    expect(others).toEqual([]);
    const trainLoss = one!.series.trainLoss!.with(3, Number.NaN);
    expect(deviations(one!, changed({ series: { ...one!.series, trainLoss } }))).toEqual([
      { number: 'series.trainLoss', relative: Number.POSITIVE_INFINITY },
    ]);
    const weights = Float32Array.of(1, 2);
    expect(deviations({ ...one!, weights }, { ...one!, weights: Float32Array.of(1, 4) })).toEqual([
      { number: 'weights', relative: 0.5 },
    ]);
  });

  test('seconds are dropped wherever they stand, and nothing else', () => {
    const a = { x: { seconds: 1, y: 2 }, list: [{ trainSeconds: 3 }] };
    expect(withoutSeconds(a)).toBe('{"list":[{}],"x":{"y":2}}');
  });
});
