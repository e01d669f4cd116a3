import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { CSV_COLUMNS, resultsCsv } from '../../../src/report/page/results-csv.ts';
import { mixedMethods, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** A small RFC 4180 reader, independent of the writer. */
function parse(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  const [head, ...body] = rows.slice(0, -1);
  return body.map((cells) => Object.fromEntries(cells.map((cell, i) => [head![i]!, cell])));
}

describe('resultsCsv', () => {
  test('reads back to the records, every digit of every estimate', () => {
    const runs = quickstart(2);
    const rows = parse(resultsCsv(runs));
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
    const [row] = parse(resultsCsv([odd]));
    expect(Object.keys(row!)).toEqual([...CSV_COLUMNS]);
    expect(row!.run).toBe('a,"b"');
  });

  test('rows of different methods differ in what they say of the method', () => {
    const methods: readonly MethodSpec[] = [
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
        dt: 0.1,
      },
    ];
    const rows = parse(resultsCsv(methods.map((m) => run(spec(m, 0), { trace: 1 }))));
    const first = CSV_COLUMNS.indexOf('method');
    const columns = CSV_COLUMNS.slice(first, CSV_COLUMNS.indexOf('settings') + 1);
    const said = rows.map((row) => columns.map((column) => row[column]).join('|'));
    expect(new Set(said).size).toBe(methods.length);
    expect(said).toContain('gradient-descent|0.1|||||||||delay=fixed steps=1');
    expect(said).toContain(`sgd|0.1|||4|shuffled|||||stages=10=8 20=16`);
    expect(said).toContain('gradient-descent|0.1|cosine steps=100||||||||');
  });
});
