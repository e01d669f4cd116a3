import { describe, expect, test } from 'vitest';
import { CSV_COLUMNS, resultsCsv } from '../../src/report/csv.ts';
import { quickstart, run, sgd, spec } from './fixtures.ts';

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
});
