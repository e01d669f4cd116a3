import { expect, test } from 'vitest';
import { armTables } from '../../../src/report/page/arm-tables.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

test('every measure has one column, with its error, and no table has more than a page holds', () => {
  const more = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`eigenvalue${i + 1}`, i + 1]),
  );
  const runs = [0, 1, 2].flatMap((seed) =>
    [gd(0.1), sgd(4)].map((method) =>
      run(spec(method, seed), {
        trace: 100 + seed,
        kernelDrift: 0.1 + seed,
        lossGap: seed,
        ...more,
      }),
    ),
  );
  const tables = armTables(findingsOf(runs).arms, runs).flatMap((block) =>
    block.kind === 'table' ? [block] : [],
  );
  const columns = tables.flatMap(({ head }) => head.slice(2));
  expect(columns.sort()).toEqual(
    [
      'loss gap',
      'tr H',
      'kernel drift',
      ...Object.keys(more).map((key) => key.replace(/\d/, ' $&')),
    ].sort(),
  );
  expect(Math.max(...tables.map(({ head }) => head.length))).toBeLessThanOrEqual(8);
  const drift = tables.find(({ head }) => head.includes('kernel drift'))!;
  expect(drift.rows[0]![drift.head.indexOf('kernel drift')]).toMatch(/^1\.1 ± 2\.5$/);
});
