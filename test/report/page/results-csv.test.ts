import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { type MethodSpec, methods } from '../../../src/lab/methods/registry.ts';
import { dataKeys } from '../../../src/lab/spec/data.ts';
import { networkKeys } from '../../../src/lab/spec/network-keys.ts';
import { stopKeys } from '../../../src/lab/spec/stop.ts';
import { resultsCsv } from '../../../src/report/page/results-csv.ts';
import { grids } from '../../support/random-grids.ts';
import { readCsv } from '../../support/read-csv.ts';
import { gd, mixedMethods, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

describe('resultsCsv', () => {
  test('reads back to the records, every digit of every estimate', () => {
    const runs = quickstart(2);
    const rows = readCsv(resultsCsv(runs));
    const records = runs.flatMap((one) =>
      Object.entries(one.scalars).map(([quantity, estimate]) => ({ one, quantity, estimate })),
    );
    expect(rows).toHaveLength(records.length);
    for (const [i, { one, quantity, estimate }] of records.entries()) {
      const row = rows[i]!;
      expect(row.run).toBe(one.id);
      expect(Number(row.seed)).toBe(one.spec.seed);
      expect(row.quantity).toBe(quantity);
      expect(Number(row.value)).toBe(estimate.value);
      expect(Number(row.stderr)).toBe(estimate.stderr);
      expect(row.converged).toBe(String(estimate.converged));
      expect(row.low).toBe(estimate.interval ? String(estimate.interval[0]) : '');
      expect(row.high).toBe(estimate.interval ? String(estimate.interval[1]) : '');
      expect(Number(row.gradients)).toBe(estimate.cost.gradients);
      expect(row.batch).toBe(one.spec.method.method === 'sgd' ? String(one.spec.method.batch) : '');
    }
  });

  test('every row has every column, and a name with commas and quotes stays one cell', () => {
    const odd = { ...run(spec(sgd(4), 0), { trace: 1 }), id: 'a,"b"' };
    const text = resultsCsv([odd, ...quickstart(1)]);
    const [row] = readCsv(text);
    expect(Object.keys(row!)).toEqual(text.split('\n', 1)[0]!.split(','));
    expect(row!.run).toBe('a,"b"');
  });

  test('rows of different methods differ in what they say of the method', () => {
    const ways: readonly MethodSpec[] = [
      ...mixedMethods,
      { method: 'sgd', rate: 0.1, batch: 4, sampling: 'shuffled', stages: { 10: 8, 20: 16 } },
      { method: 'sgd', rate: 0.1, batch: 4, sampling: 'shuffled', stages: { 10: 16 } },
      { method: 'sgd', rate: 0.1, batch: 4, sampling: 'shuffled', labelFlips: 0.1 },
      { method: 'gradient-descent', rate: 0.1, delay: { kind: 'fixed', steps: 1 } },
      { method: 'gradient-descent', rate: 0.1, delay: { kind: 'uniform', most: 1 } },
      { method: 'gradient-descent', rate: 0.1, gradientNoise: 0.1 },
      { method: 'langevin', temperature: 0.01, dt: 0.1, diffusion: '/d.npz' },
      {
        method: 'stochastic-flow',
        rate: 0.1,
        batch: 4,
        sampling: 'with-replacement',
        drift: 'modified',
        covariance: 'full',
        dt: 0.1,
      },
    ];
    const rows = readCsv(resultsCsv(ways.map((m) => run(spec(m, 0), { trace: 1 }))));
    const said = rows.map(({ run: _, ...row }) => JSON.stringify(row));
    expect(new Set(said).size).toBe(ways.length);
    expect(rows.map(({ delay }) => delay)).toContain('fixed steps=1');
    expect(rows.map(({ stages }) => stages)).toContain('10=8 20=16');
    expect(rows.map(({ schedule }) => schedule)).toContain('cosine steps=100');
  });

  test('an axis of data and network has a column, with the default where the spec leaves it out', () => {
    const of = (data: object, network: object) => {
      const plain = spec(gd(0.1), 0);
      const changed = {
        ...plain,
        data: { ...plain.data, ...data },
        network: { ...plain.network, ...network },
      };
      return run(changed as RunSpec, { trace: 1 });
    };
    const rows = readCsv(
      resultsCsv([
        of({}, {}),
        of({ labelNoise: 0.3, randomLabels: true, scale: 'none', seed: 7 }, {}),
        of({}, { scale: 2, bias: false, hidden: [8, 4], linearised: true }),
      ]),
    );
    const columns = (...names: readonly string[]) =>
      rows.map((row) => names.map((name) => row[name]));
    expect(columns('labelNoise', 'randomLabels', 'data_scale', 'data_seed')).toEqual([
      ['0', 'false', 'deviation', ''],
      ['0.3', 'true', 'none', '7'],
      ['0', 'false', 'deviation', ''],
    ]);
    expect(columns('scale', 'bias', 'hidden', 'linearised')).toEqual([
      ['1', 'true', '32-32', 'false'],
      ['1', 'true', '32-32', 'false'],
      ['2', 'false', '8-4', 'true'],
    ]);
  });

  test('no two columns share a name, whatever keys a grid uses', () => {
    const plain = spec(gd(0.1), 0);
    const whole = {
      ...plain,
      data: Object.fromEntries(Object.keys(dataKeys).map((key) => [key, key])),
      network: Object.fromEntries(['kind', ...Object.keys(networkKeys)].map((key) => [key, 'mlp'])),
      stop: Object.fromEntries(Object.keys(stopKeys).map((key) => [key, 1])),
      method: {
        ...Object.fromEntries(
          methods.flatMap(({ keys }) => Object.keys(keys)).map((key) => [key, 1]),
        ),
        method: 'sgd',
      },
    } as unknown as RunSpec;
    const names = resultsCsv([{ ...run(plain, { trace: 1 }), spec: whole }])
      .split('\n', 1)[0]!
      .split(',');
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('in random grids every key with several values is a column with several, and rows of two arms differ', () => {
    for (const { runs } of grids) {
      const rows = readCsv(resultsCsv(runs));
      for (const section of ['data', 'network', 'method'] as const) {
        const values = new Map<string, Set<string>>();
        for (const { spec: of } of runs.filter(({ scalars }) => Object.keys(scalars).length > 0))
          for (const key of METHOD_OR_PROBLEM_KEYS[section]) {
            const value = JSON.stringify((of[section] as Record<string, unknown>)[key]);
            values.set(key, (values.get(key) ?? new Set()).add(value));
          }
        for (const [key, different] of values) {
          const name = section === 'data' && ['scale', 'seed'].includes(key) ? `data_${key}` : key;
          const shown = new Set(rows.map((row) => row[name])).size;
          // A method that has the key and leaves it out shows its default, one without the key nothing.
          if (section === 'method') expect(shown).toBeGreaterThanOrEqual(different.size);
          else expect(shown).toBe(different.size);
        }
      }
      const bySpec = new Map<string, Set<string>>();
      const specs = new Map(
        runs.map(({ id, spec: { seed: _, ...of } }) => [id, JSON.stringify(of)]),
      );
      // The columns before `ending` are of the run, and the same in each of its rows.
      for (const row of new Map(rows.map((one) => [one.run, one])).values()) {
        const said = JSON.stringify(
          Object.entries(row).slice(2, Object.keys(row).indexOf('ending')),
        );
        bySpec.set(said, (bySpec.get(said) ?? new Set()).add(specs.get(row.run!)!));
      }
      for (const alike of bySpec.values()) expect(alike.size).toBe(1);
    }
  });
});

/** The keys over which the random grids go. */
const METHOD_OR_PROBLEM_KEYS = {
  data: ['randomLabels', 'labelNoise', 'scale', 'seed'],
  network: ['scale', 'bias', 'linearised', 'hidden'],
  method: ['batch', 'rate', 'sampling', 'labelFlips', 'average', 'delay', 'schedule'],
} as const;
