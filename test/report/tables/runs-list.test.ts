import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/estimate.ts';
import { withError } from '../../../src/core/format.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { pickRuns } from '../../../src/report/predictions/pick-runs.ts';
import { runColumns } from '../../../src/report/tables/run-columns.ts';
import { cellText, listOf, runJson } from '../../../src/report/tables/runs-list.ts';
import { complaint } from '../../support/scratch-folder.ts';
import { COST, flow, gd, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

const names = (runs: readonly Run[], request = {}) =>
  listOf(runs, request).columns.map(({ name }) => name);

describe('the columns of a list of runs', () => {
  test('are the axes that tell them apart, and no others', () => {
    const runs = [sgd(4), sgd(64), sgd(64, 0.2)].flatMap((method) =>
      [0, 1].map((seed) => run(spec(method, seed), { trace: 3 })),
    );
    expect(names(runs)).toEqual(
      ['run', 'seed', 'batch', 'rate', 'ending', 'trace'].toSorted(
        (a, b) => names(runs).indexOf(a) - names(runs).indexOf(b),
      ),
    );
    expect(names(runs.filter(({ spec: { seed } }) => seed === 0))).not.toContain('seed');
  });

  test('tell apart runs that differ in a key that one of them lacks', () => {
    const plain = run(spec(gd(0.1), 0), {});
    const averaged = run(spec({ ...gd(0.1), average: 3 } as never, 0), {});
    expect(names([plain, averaged])).toContain('average');
    expect(names([run(spec(flow, 0), {}), plain])).toContain('method');
    // What gradient flow lacks says nothing that its method does not say.
    expect(names([run(spec(flow, 0), {}), plain])).not.toContain('labelFlips');
  });

  test('hold each name once, and what conditions call by that name', () => {
    const runs = quickstart(2);
    const columns = runColumns(runs);
    const all = columns.map(({ name }) => name);
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
    for (const { name, group, cell, holds } of columns) {
      if (group === 'error' || group === 'provenance' || ['run', 'reason'].includes(name)) continue;
      if (['measureSeconds', 'noise'].includes(name)) continue;
      const value = runs.map(cell).find((one) => one !== null && !Number.isNaN(one))!;
      const condition = holds === 'text' ? `${name} = '${value}'` : `${name} = ${value}`;
      const picked = pickRuns({ specs: runs.map((one) => one.spec) }, runs, {
        picks: 'runs',
        from: '--where',
        condition,
      });
      const own = runs.filter((one) => cell(one) === value);
      // A threshold is measured in one run and stands for all rates of its method.
      if (name === 'threshold') expect(picked).toEqual(expect.arrayContaining(own));
      else expect([name, picked]).toEqual([name, own]);
    }
  });
});

describe('sorting', () => {
  const traces = [3, Number.NaN, 1, 2].map((value, seed) =>
    run(spec(gd(0.1), seed), {}, { scalars: { trace: exact(value, COST) } }),
  );
  const lacking = run(spec(gd(0.1), 9), {});
  const seeds = (request: object) =>
    listOf([lacking, ...traces], request).runs.map((one) => one.spec.seed);

  test('is by a column, runs without a number last either way', () => {
    expect(seeds({ sort: 'trace' })).toEqual([2, 3, 0, 9, 1]);
    expect(seeds({ sort: 'trace', reverse: true })).toEqual([0, 3, 2, 9, 1]);
    expect(seeds({})).toEqual([9, 0, 1, 2, 3]);
  });

  test('by a column that nobody has names the nearest', async () => {
    expect(await complaint(() => listOf(traces, { sort: 'trcae' }))).toBe(
      '--sort: no run has "trcae" (did you mean "trace"?)',
    );
    expect(await complaint(() => listOf(traces, { measures: ['gap'] }))).toMatch(
      /^--measures: no run has "gap"/,
    );
  });
});

test('a measure is printed with its error, and JSON holds it in full', () => {
  const [one] = quickstart(1);
  const columns = runColumns([one!]);
  const { value, stderr } = one!.scalars.trace!;
  const column = columns.find(({ name }) => name === 'trace')!;
  expect(cellText(column, one!)).toBe(withError(value, stderr));
  expect(runJson(columns, one!)).toMatchObject({ trace: value, traceStderr: stderr, seed: 0 });
  const lost = run(spec(gd(1), 0), { trace: Number.NaN });
  expect(runJson(runColumns([lost]), lost)).toMatchObject({ trace: 'NaN' });
});
