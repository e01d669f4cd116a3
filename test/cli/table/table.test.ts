import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withError } from '../../../src/core/format.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { python, pythonHas } from '../../support/python.ts';
import { readCsv } from '../../support/read-csv.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const table = (...args: string[]) => flowlab(folder.path, ['table', ...args]);
const read = (...path: string[]) => readFileSync(join(folder.path, ...path), 'utf8');

beforeAll(() => {
  writeFileSync(
    join(folder.path, 'rates.yaml'),
    `
title: '100 % of $x_i & "more" {a}^b ~ \\alpha # <T>'
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8], activation: tanh }
methods:
  - { method: gradient-descent, rate: [0.02, 0.1] }
  - { method: sgd, rate: 0.1, batch: 20 }
stop: { steps: 30 }
seeds: 3
measure: { trace: true, sharpness: false, threshold: false }
expect:
  - id: lower_loss
    says: Five times the rate ends below 95 % of the loss & more
    ratio: { of: trainLoss, from: { method: gradient-descent, rate: 0.1 }, to: { rate: 0.02 } }
    in: "< 0.95"
`,
  );
  writeFileSync(
    join(folder.path, 'silent.yaml'),
    `
data: { name: glyphs, train: 40, test: 40 }
network: { kind: mlp, hidden: [4], activation: tanh }
methods: [{ method: gradient-descent, rate: 0.02 }]
stop: { steps: 2 }
seeds: 1
measure: { trace: false, sharpness: false, threshold: false }
`,
  );
  for (const name of ['rates.yaml', 'silent.yaml'])
    expect(flowlab(folder.path, ['run', name]).code).toBe(0);
}, 120_000);

/** The rows of the Markdown tables in a text, by the first cell and the heading. */
function cellsOf(markdown: string): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  let head: readonly string[] = [];
  for (const line of markdown.split('\n')) {
    if (!line.startsWith('| ')) head = [];
    if (!line.startsWith('| ') || line.startsWith('| ---')) continue;
    const row = line.slice(2, -2).split(' | ');
    if (head.length === 0) head = row;
    else for (const [i, name] of head.entries()) cells.set(`${row[0]} ${name}`, row[i]!);
  }
  return cells;
}

test('alone it prints the means of the arms as Markdown, those of the page', () => {
  const { code, out, err } = table('rates');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [ours, page] = [cellsOf(out), cellsOf(read('reports', 'rates', 'report.md'))];
  expect(ours.size).toBeGreaterThan(20);
  for (const [place, cell] of ours) expect([place, cell]).toEqual([place, page.get(place)]);
});

test('an experiment may be named by its file', () => {
  expect(table('rates.yaml')).toEqual(table('rates'));
});

test('csv has the numbers of the page in full', () => {
  expect(table('rates', 'arms', 'pairs', '--format', 'csv', '--out', 'rates.csv').code).toBe(0);
  const rows = readCsv(read('rates.csv'));
  const page = cellsOf(read('reports', 'rates', 'report.md'));
  const traces = rows.filter((row) => row.statistic === 'mean' && row.measure === 'trace');
  expect(traces.map(({ method, rate }) => [method, rate])).toEqual([
    ['sgd', '0.1'],
    ['gradient-descent', '0.02'],
    ['gradient-descent', '0.1'],
  ]);
  for (const { arm, estimate, low, high } of traces)
    expect(withError(Number(estimate), (Number(high) - Number(low)) / 2)).toBe(
      page.get(`${arm} tr H`),
    );
  expect(rows.some(({ statistic }) => statistic === 'ratio')).toBe(true);
});

// Elsewhere: pip install pandas.
test.skipIf(!pythonHas('pandas'))('pandas reads every number of the csv as it is', () => {
  expect(table('rates', 'arms', 'pairs', '--format', 'csv', '--out', 'p.csv').code).toBe(0);
  const script = `
import json, sys, pandas
frame = pandas.read_csv(sys.argv[1])
assert frame.dtypes["estimate"] == frame.dtypes["low"] == frame.dtypes["high"] == "float64"
assert frame.dtypes["n"] == "int64"
assert frame.query("statistic == 'mean' and measure == 'trace'").groupby("method").size()["gradient-descent"] == 2
print(frame.to_json(orient="records", double_precision=15))`;
  const theirs = JSON.parse(python(script, join(folder.path, 'p.csv'))) as {
    arm: string;
    measure: string;
    statistic: string;
    estimate: number;
    low: number | null;
    high: number | null;
  }[];
  const page = cellsOf(read('reports', 'rates', 'report.md'));
  const headings: Readonly<Record<string, string>> = {
    ...{ trainLoss: 'training loss', testLoss: 'test loss', lossGap: 'loss gap', trace: 'tr H' },
    ...{ trainAccuracy: 'training accuracy', testAccuracy: 'test accuracy' },
    accuracyGap: 'accuracy gap',
  };
  const means = theirs.filter(({ statistic }) => statistic === 'mean');
  expect(means).toHaveLength(21);
  for (const { arm, measure, estimate, low, high } of means)
    expect([measure, withError(estimate, low === null ? 0 : (high! - low) / 2)]).toEqual([
      measure,
      page.get(`${arm} ${headings[measure]}`),
    ]);
  const ours = readCsv(read('p.csv'));
  expect(theirs.map(({ estimate }) => estimate)).toEqual(
    ours.map(({ estimate }) => expect.closeTo(Number(estimate), 12)),
  );
});

test('predictions are a table with their verdicts, in words and in full', () => {
  const { out } = table('rates', 'predictions');
  const cells = cellsOf(out);
  expect(cells.get('lower\\_loss verdict')).toBe('supported');
  expect(cells.get('lower\\_loss predicted')).toBe('below 0.95');
  expect(cells.get('lower\\_loss n')).toBe('3 seeds');
  const [row] = readCsv(`${table('rates', 'predictions', '--format', 'csv').out.trimEnd()}\n`);
  expect(row).toMatchObject({
    ...{ id: 'lower_loss', kind: 'ratio', predicted_low: '', predicted_high: '0.95', n: '3' },
    ...{ verdict: 'supported', stated_before: 'true', units: 'seeds' },
  });
  expect(Number(row!.low)).toBeLessThan(Number(row!.estimate));
  const { measured } = (
    JSON.parse(flowlab(folder.path, ['report', 'rates', '--json']).out) as {
      predictions: [{ measured: [number, number] }];
    }
  ).predictions[0];
  expect([Number(row!.low), Number(row!.high)]).toEqual(measured);
});

describe('runs and arms can be picked', () => {
  test('arms by the keys of the grid, with all their seeds', () => {
    const { out } = table('rates', '--arms', 'method = gradient-descent', '--measures', 'trace');
    const arms = [...cellsOf(out).keys()].filter((place) => place.endsWith(' n'));
    expect(arms).toEqual(['GD η = 0.02 n', 'GD η = 0.1 n']);
    expect(cellsOf(out).get('GD η = 0.1 tr H')).toBe(
      cellsOf(table('rates').out).get('GD η = 0.1 tr H'),
    );
  });

  test('runs by anything, and verdicts on them count as stated after the data', () => {
    const { out } = table('rates', 'arms', '--where', 'seed < 2', '--measures', 'trace');
    expect(cellsOf(out).get('GD η = 0.1 n')).toBe('2');
    const predictions = table('rates', 'predictions', '--where', 'seed < 2', '--format', 'csv');
    expect(readCsv(`${predictions.out.trimEnd()}\n`)[0]).toMatchObject({
      ...{ n: '2', stated_before: 'false' },
    });
  });
});

test('LaTeX says what it is made from in comments, whatever the title', () => {
  const { out } = table('rates', 'pairs', '--format', 'latex');
  expect(out.split('\n').slice(0, 3)).toEqual([
    '% 100 % of $x_i & "more" {a}^b ~ \\alpha # <T>',
    expect.stringMatching(/^% Written by flowlab \S+: flowlab table rates pairs --format latex$/),
    '% Needs \\usepackage{booktabs}.',
  ]);
  expect(out).toContain('\\toprule');
});

test('a file is written where nothing is lost', () => {
  writeFileSync(join(folder.path, 'mine.tex'), 'mine');
  expect(table('rates', '--out', 'mine.tex')).toMatchObject({
    ...{
      code: 2,
      out: '',
      err: 'mine.tex exists: choose another file, or overwrite it with --force\n',
    },
  });
  expect(read('mine.tex')).toBe('mine');
  expect(table('rates', '--out', 'mine.tex', '--force').code).toBe(0);
  expect(read('mine.tex')).toContain('tr H');
});

test.each([
  [['nowhere'], /nowhere holds no runs; compute them first with flowlab run/],
  [['rates', 'arm'], /^unknown table "arm" \(did you mean "arms"\?\)/],
  [['rates', 'everything'], /^unknown table "everything"; write some of arms, pairs, predictions/],
  [['rates', '--format', 'excel'], /Allowed choices are markdown, latex, csv/],
  [
    ['rates', '--measures', 'trase'],
    /^--measures: no run has measured trase \(did you mean "trace"/,
  ],
  [['rates', '--arms', 'rte = 0.1'], /^--arms, column 1: .*did you mean "rate"/],
  [['rates', '--arms', 'seed = 1'], /^--arms, column 1: "seed" is of a single run/],
  [['rates', '--where', 'rate ='], /^--where, column /],
  [['rates', 'arms', 'predictions', '--format', 'csv'], /^predictions have other columns/],
  [['silent', 'pairs'], /^no two arms of silent are compared/],
  [['silent', 'predictions'], /^silent predicts nothing: its file has no expect/],
  [['rates', '--out', 'no/such/t.tex'], /^cannot write to /],
])('flowlab table %j is refused in one line', (args, message) => {
  const { code, out, err } = table(...args);
  expect(err).toMatch(message);
  expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({
    ...{ code: 2, out: '', lines: 1 },
  });
});
