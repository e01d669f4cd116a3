import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/lab/records/record.ts';
import { armsOf } from '../../../src/report/arms/arm.ts';
import { armTables } from '../../../src/report/page/arm-tables.ts';
import { pairTables } from '../../../src/report/page/pair-tables.ts';
import { armsTables } from '../../../src/report/tables/arms-table.ts';
import { latexOf } from '../../../src/report/tables/latex.ts';
import { markdownOf } from '../../../src/report/tables/markdown.ts';
import { pairsTable } from '../../../src/report/tables/pairs-table.ts';
import { NOTHING } from '../../../src/report/tables/table.ts';
import { meanRows, pairRows, tidyCsv } from '../../../src/report/tables/tidy-csv.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { readCsv } from '../../support/read-csv.ts';
import { gd, mixedMethods, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

const runs = quickstart(3);
const findings = findingsOf(runs);

/** The cells of a Markdown table's rows, as they read. */
const cellsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.replaceAll('\\', '')),
    );

/** The cells of tables by the first of their row and the head of their column. */
const byPlace = (
  tables: readonly (readonly (readonly string[])[])[],
): ReadonlyMap<string, string> =>
  new Map(
    tables.flatMap(([head, ...rows]) =>
      rows.flatMap((row) => row.map((cell, i) => [`${row[0]}: ${head![i]}`, cell] as const)),
    ),
  );

describe('the table of arms', () => {
  test('has every cell of the tables of the page', () => {
    const ours = byPlace(armsTables(runs, undefined).map((table) => cellsOf(markdownOf([table]))));
    const page = byPlace(
      armTables(findings.arms, runs).flatMap((block) =>
        block.kind === 'table' ? [[block.head, ...block.rows]] : [],
      ),
    );
    expect(page.size).toBeGreaterThan(80);
    for (const [place, cell] of page) expect([place, ours.get(place)]).toEqual([place, cell]);
  });

  test('has every measure, also one that has no place in the report', () => {
    const own = runsOf([gd(0.1), gd(0.2)], { trace: 3, kernelDrift: 0.2, layerTrace1: 1 });
    const headings = armsTables(own, undefined).flatMap(({ columns }) =>
      columns.map(({ heading }) => heading),
    );
    expect(headings).toEqual(expect.arrayContaining(['tr H', 'kernel drift', 'layer trace 1']));
  });

  test('has the measures that are asked for, in their order, in one table', () => {
    const [table, ...others] = armsTables(runs, ['sharpness', 'trace']);
    expect(others).toEqual([]);
    expect(table!.columns.map(({ heading }) => heading).slice(-2)).toEqual(['λ', 'tr H']);
    const [row] = cellsOf(markdownOf([table!])).slice(1);
    const page = armTables(findings.arms, runs).find(
      (block) => block.kind === 'table' && block.head.includes('tr H'),
    );
    if (page?.kind !== 'table') throw new Error('the page has no trace');
    const at = (heading: string) => page.rows[0]![page.head.indexOf(heading)];
    expect(row!.slice(-2)).toEqual([at('λ'), at('tr H')]);
  });

  test('refuses a measure that no run has, with the nearest', () => {
    expect(() => armsTables(runs, ['traze'])).toThrow(
      '--measures: no run has measured traze (did you mean "trace"?)',
    );
    expect(() => armsTables(runs, ['colour'])).toThrow(/measured: trainLoss, /);
  });
});

test('the table of pairs has mean, interval and verdict as the page has them', () => {
  const { rows } = pairsTable(findings, runs, undefined);
  expect(rows).toHaveLength(findings.pairs.length);
  expect(rows.length).toBeGreaterThan(8);
  const page = pairTables(findings.pairs, runs).flatMap((block) =>
    block.kind === 'table' ? block.rows : [],
  );
  const ofPage = page.map(([arm, reference, size, n, verdict]) => [
    ...[arm, reference, size!.replace(/ ×(?= \[|$)/, ''), n, verdict],
  ]);
  const own = rows.map(([, arm, reference, , mean, interval, n, verdict]) => [
    ...[arm, reference, `${mean}${interval === NOTHING ? '' : ` ${interval}`}`, n, verdict],
  ]);
  expect(own.sort()).toEqual(ofPage.sort());
});

/** Of Student's t with n − 1 degrees of freedom, from printed tables. */
const T: Readonly<Record<number, number>> = { 2: 12.7062047, 3: 4.30265273, 4: 3.18244631 };

describe('tidy CSV', () => {
  const rows = readCsv(
    tidyCsv([...meanRows(runs, undefined), ...pairRows(findings, undefined)], runs),
  );

  test('has a row for each arm and measure, with the mean and interval of its runs', () => {
    const means = rows.filter(({ statistic }) => statistic === 'mean');
    const arms = armsOf(runs);
    for (const row of means) {
      const own = arms.find(({ label }) => label === row.arm)!;
      const seeds = new Map<number, number>();
      for (const one of own.runs)
        if (one.ending === 'reached') seeds.set(one.spec.seed, one.scalars[row.measure!]!.value);
      const values = [...seeds.values()];
      const n = values.length;
      const mean = values.reduce((a, b) => a + b) / n;
      const s = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
      const half = (T[n]! * s) / Math.sqrt(n);
      expect(Number(row.n)).toBe(n);
      expect(Math.abs(Number(row.estimate) - mean)).toBeLessThan(1e-12 * Math.abs(mean));
      if (row.basis !== 'seeds') continue;
      expect(Math.abs(Number(row.low) - (mean - half))).toBeLessThan(1e-7 * Math.abs(half));
      expect(Math.abs(Number(row.high) - (mean + half))).toBeLessThan(1e-7 * Math.abs(half));
    }
    const measures = new Set(means.map(({ measure }) => measure));
    expect(measures).toContain('trace');
    expect(means).toHaveLength(
      [...measures].reduce(
        (sum, key) =>
          sum +
          arms.filter((arm) => arm.runs.some((one) => one.scalars[key!] !== undefined)).length,
        0,
      ),
    );
  });

  test('has the axes of arms in columns by the names of conditions, and only those that tell arms apart', () => {
    expect(Object.keys(rows[0]!)).toEqual([
      ...['arm', 'method', 'batch', 'rate', 'measure', 'statistic', 'estimate', 'low', 'high'],
      ...['n', 'basis', 'reference', 'verdict'],
    ]);
    const small = rows.find(({ arm }) => arm === 'SGD B = 4, η = 0.1')!;
    expect(small).toMatchObject({ method: 'sgd', batch: '4', rate: '0.1', reference: '' });
    const flow = rows.find(({ arm }) => arm === 'gradient flow')!;
    expect(flow).toMatchObject({ method: 'gradient-flow', batch: '', rate: '' });
  });

  test('has a row for each comparison, with every digit and its reference', () => {
    const pairs = rows.filter(({ statistic }) => statistic !== 'mean');
    expect(
      pairs.map(({ arm, reference, estimate, low, high, n, basis, statistic, measure }) => ({
        ...{ arm, reference, quantity: measure, kind: statistic, n: Number(n), basis },
        ...{ estimate: Number(estimate), interval: [Number(low), Number(high)] },
      })),
    ).toEqual(
      findings.pairs.map((pair) => {
        const { arm, reference, quantity, kind, n, basis, estimate, interval } = pair;
        return { arm, reference, quantity, kind, n, basis, estimate, interval };
      }),
    );
  });

  test('of arms that pool several rates the rate is empty', () => {
    const pooled = rows.find(
      ({ measure, reference }) => measure === 'threshold' && reference === 'GD',
    );
    expect(pooled).toMatchObject({ arm: 'SGD B = 4', method: 'sgd', batch: '4' });
    const several = [...runs, ...runsOf([sgd(4, 0.2)], { threshold: 0.3 })];
    const text = tidyCsv(pairRows(findingsOf(several), ['threshold']), several);
    expect(readCsv(text).find(({ arm }) => arm === 'SGD B = 4')).toMatchObject({ rate: '' });
  });

  test('takes optimizers, schedules and sizes of data apart', () => {
    const mixed = runsOf(mixedMethods, { trace: 3 });
    const larger = [0, 1].map((seed) => run(spec(gd(0.1), seed, { train: 1024 }), { trace: 2 }));
    const own = readCsv(tidyCsv(meanRows([...mixed, ...larger], ['trace']), [...mixed, ...larger]));
    const axes = own.map(({ arm, estimate, low, high, n, basis, ...rest }) => JSON.stringify(rest));
    expect(new Set(axes).size).toBe(own.length);
    expect(own[0]).toHaveProperty('train');
    expect(own[0]).toHaveProperty('momentum');
  });
});

function runsOf(
  methods: readonly Run['spec']['method'][],
  values: Readonly<Record<string, number>>,
): readonly Run[] {
  return methods.flatMap((method) =>
    [0, 1].map((seed) =>
      run(
        spec(method, seed),
        Object.fromEntries(Object.entries(values).map(([key, x]) => [key, x * (1 + 0.1 * seed)])),
      ),
    ),
  );
}

describe('LaTeX', () => {
  test('is a tabular with the rules of booktabs, ± below ±, and comments that say what it is', () => {
    const text = latexOf(
      [
        {
          caption: 'Means.\nReally',
          columns: [
            { heading: 'arm', holds: 'words' },
            { heading: 'n', holds: 'number' },
            { heading: 'tr H', holds: 'estimate' },
          ],
          rows: [
            ['SGD B = 4 & 50 %', '3', { value: 1.2e-5, error: 1.5e-6 }],
            ['GD', '1', { value: -0.25, error: null }],
            ['flow_', '0', '–'],
          ],
        },
      ],
      ['100 % of $x\nand more'],
    );
    expect(text).toBe(
      `% 100 % of $x and more
% Needs \\usepackage{booktabs}.

% Means. Really
\\begin{tabular}{lrr@{\\,$\\pm$\\,}l}
\\toprule
arm & $n$ & \\multicolumn{2}{c}{tr H} \\\\
\\midrule
SGD $B = 4$ \\& 50 \\% & $3$ & $(1.20$ & $0.15) \\times 10^{-5}$ \\\\
GD & $1$ & \\multicolumn{2}{c}{$-0.2500$} \\\\
flow\\_ & $0$ & \\multicolumn{2}{c}{--} \\\\
\\bottomrule
\\end{tabular}
`.replace('-0.2500', '-0.25'),
    );
  });

  test('says which letters pdfLaTeX does not set', () => {
    const table = (cell: string) => [
      { caption: '', columns: [{ heading: 'a', holds: 'words' } as const], rows: [[cell]] },
    ];
    expect(latexOf(table('漢字 and é'), [])).toContain('pdfLaTeX does not: 漢 字\n');
    expect(latexOf(table('λ₀ ± é'), [])).not.toContain('LuaLaTeX');
  });

  test('every row of every table has as many cells as columns, and no sign is left bare', () => {
    const text = latexOf(
      [...armsTables(runs, undefined), pairsTable(findings, runs, undefined)],
      [],
    );
    const body = text.split('\n').filter((line) => line.endsWith('\\\\'));
    expect(body.length).toBeGreaterThan(30);
    for (const part of text.split('\\begin{tabular}').slice(1)) {
      const places = [...part.split('\n', 1)[0]!.replaceAll(/@\{.*?\$\\,\}/g, '')].filter((sign) =>
        /[lr]/.test(sign),
      ).length;
      for (const line of part.split('\n').filter((row) => row.endsWith('\\\\'))) {
        const spans = line.split('\\multicolumn{2}').length - 1;
        expect(line.split(/(?<!\\)&/).length + spans).toBe(places);
      }
    }
    expect(text.replaceAll(/^%.*$/gm, '')).toMatch(/^\p{ASCII}*$/u);
  });
});
