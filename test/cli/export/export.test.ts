import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digest } from '../../../src/lab/experiment/digest.ts';
import { runColumns } from '../../../src/report/tables/run-columns.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { python, pythonHas } from '../../support/python.ts';
import { readCsv } from '../../support/read-csv.ts';
import { recordRuns } from '../../support/recorded.ts';
import { experimentOf, quickstart } from '../../support/synthetic-runs.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const exported = (...args: string[]) => flowlab(folder.path, ['export', 'quickstart', ...args]);
const at = (...path: string[]) => join(folder.path, ...path);

const runs = quickstart(2);
beforeAll(() => recordRuns(at('runs'), experimentOf(runs), runs));

const page = readFileSync(new URL('../../../docs/formats.md', import.meta.url), 'utf8');

test('writes the formats that are asked for, and says what lies where', () => {
  const { code, out, err } = exported('--format', 'csv,parquet,npz,tensorboard');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const files = ['runs.csv', 'series.csv', 'runs.parquet', 'series.parquet', 'runs.npz'];
  expect(out.trim().split('\n')).toEqual(
    [...files, 'series.npz', 'weights.npz', 'columns.json']
      .map((name) => `exports/quickstart/${name}`)
      .concat(`exports/quickstart/tensorboard: ${runs.length} runs`),
  );
  expect(readdirSync(at('exports/quickstart/tensorboard'))).toHaveLength(runs.length);
  const { format, tables } = JSON.parse(
    readFileSync(at('exports/quickstart/columns.json'), 'utf8'),
  ) as {
    format: object;
    tables: Record<string, { rows: number; columns: { name: string }[] }>;
  };
  expect(format).toEqual({ name: 'flowlab export', version: 1 });
  const rows = readCsv(readFileSync(at('exports/quickstart/runs.csv'), 'utf8'));
  expect(tables['runs.csv']!.rows).toBe(rows.length);
  expect(tables['runs.csv']!.columns.map(({ name }) => name)).toEqual(Object.keys(rows[0]!));
  expect(rows.map(({ run }) => run)).toEqual(runs.map(({ id }) => digest(id)));
});

test('the same records give the same bytes, and what is not wanted any more goes', () => {
  const read = (name: string) => readFileSync(at('exports/quickstart', name)).toString('base64');
  exported('--format', 'parquet,npz,tensorboard');
  const names = ['runs.parquet', 'series.npz', 'columns.json'];
  const before = names.map(read);
  expect(exported('--format', 'parquet,npz,tensorboard').code).toBe(0);
  expect(names.map(read)).toEqual(before);
  expect(exported('--where', 'method=sgd batch<=16').code).toBe(0);
  const rows = readCsv(readFileSync(at('exports/quickstart/runs.csv'), 'utf8'));
  expect(new Set(rows.map(({ method, batch }) => `${method} ${batch}`))).toEqual(
    new Set(['sgd 4', 'sgd 16']),
  );
  expect(readdirSync(at('exports/quickstart')).filter((name) => !name.startsWith('.'))).toEqual([
    ...['columns.json', 'runs.csv', 'series.csv'],
    ...readdirSync(at('exports/quickstart')).filter((name) => name === 'tensorboard'),
  ]);
});

describe('bad input is one line', () => {
  test.each([
    ['an unknown format', ['--format', 'csv,parqet'], ['"parqet"', '"parquet"']],
    ['no run left', ['--where', 'batch = 4 and batch = 16'], ['none has']],
    ['a file of the user', ['--out', 'own'], ['own/runs.csv', 'move it away']],
  ])('%s', (_, args, parts) => {
    mkdirSync(at('own'), { recursive: true });
    writeFileSync(at('own', 'runs.csv'), 'mine');
    const { code, err } = exported(...args);
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    for (const part of parts) expect(err).toContain(part);
    expect(readFileSync(at('own', 'runs.csv'), 'utf8')).toBe('mine');
  });
});

describe('docs/formats.md', () => {
  test('names every column of the table of runs', () => {
    const measures = runColumns(runs).filter(({ group }) => group === 'measure');
    for (const { name, group } of runColumns(runs)) {
      if (group === 'axis' || group === 'measure') continue;
      const measure = measures.find((one) => name.startsWith(one.name));
      const known =
        group === 'error' ? `\`<measure>${name.slice(measure!.name.length)}\`` : `\`${name}\``;
      expect([name, page.includes(known)]).toEqual([name, true]);
    }
  });

  test('names every file that a run leaves', () => {
    const [run] = readdirSync(at('runs/quickstart')).filter((name) => /^[0-9a-f]{16}$/.test(name));
    const source = readFileSync(
      new URL('../../../src/lab/records/run-folder.ts', import.meta.url),
      'utf8',
    );
    const written = [...source.matchAll(/put\('([\w.]+)'/g)].map(([, name]) => name!);
    const there = readdirSync(at('runs/quickstart', run!));
    expect(written.length).toBeGreaterThan(8);
    for (const name of [...written, ...there]) expect(page).toContain(`| \`${name}\` |`);
  });

  const own = /### Checking a record[\s\S]*?```sh\n([\s\S]*?)```/.exec(page)![1]!;
  const tools = ['sha256sum', 'perl'].every((tool) => spawnSync(tool, ['--version']).status === 0);
  test.skipIf(!tools)('has shell lines that check a record, and find what was changed', () => {
    const folder = at('runs/quickstart');
    const run = join(folder, readdirSync(folder).find((name) => /^[0-9a-f]{16}$/.test(name))!);
    const check = () => spawnSync('sh', ['-c', own], { cwd: run, encoding: 'utf8' }).stdout;
    const sums = (said: string) => [...said.matchAll(/\b[0-9a-f]{64}\b/g)].map(([sum]) => sum);
    const whole = check();
    const files = readdirSync(run).filter((name) => name !== 'manifest.json');
    for (const name of files) expect(whole).toContain(`${name}: OK\n`);
    expect(sums(whole)).toHaveLength(2);
    expect(sums(whole)[0]).toBe(sums(whole)[1]);
    const before = new Map(readdirSync(run).map((name) => [name, readFileSync(join(run, name))]));
    writeFileSync(join(run, 'scalars.json'), '{}\n');
    const manifest = before.get('manifest.json')!.toString();
    writeFileSync(join(run, 'manifest.json'), manifest.replace(/"steps": \d+/, '"steps": 1'));
    const changed = check();
    for (const [name, bytes] of before) writeFileSync(join(run, name), bytes);
    expect(changed).toContain('scalars.json: FAILED\n');
    expect(sums(changed)[0]).not.toBe(sums(changed)[1]);
  });

  const blocks = [...page.matchAll(/```python\n([\s\S]*?)```/g)].map(([, code]) => code!);
  const missing = ['pandas', 'pyarrow', 'duckdb', 'numpy'].filter((name) => !pythonHas(name));
  // Elsewhere: pip install pandas pyarrow duckdb.
  test.skipIf(missing.length > 0)('has Python that runs, from the first line to the last', () => {
    expect(exported('--format', 'csv,parquet,npz').code).toBe(0);
    expect(blocks.length).toBeGreaterThan(6);
    const script = `import os, sys\nos.chdir(sys.argv[1])\n${blocks.join('\n')}\nprint(len(runs), len(series), len(within), first.shape)`;
    const rows = runs.reduce((sum, { series }) => sum + series.step!.length, 0);
    expect(python(script, folder.path).trim().split('\n').at(-1)).toBe(
      // Of the third seed there is one run, which diverged and has no trace.
      `${runs.length} ${rows} 2 (${runs.length}, 2)`,
    );
  });
});

// Elsewhere: pip install pandas pyarrow duckdb.
test.skipIf(!pythonHas('duckdb') || !pythonHas('pyarrow'))(
  'DuckDB and pandas read every number of the Parquet files as it is',
  () => {
    expect(exported('--format', 'parquet').code).toBe(0);
    const script = `
import duckdb, json, os, pandas, sys
os.chdir(sys.argv[1])
frame = pandas.read_parquet("exports/quickstart/runs.parquet")
assert frame.dtypes["trace"] == "float64" and frame.dtypes["steps"] == "int64"
rows = duckdb.sql("select run, trace, traceStderr, threshold, batch, reason from 'exports/quickstart/runs.parquet'").fetchall()
assert [r[1] for r in rows if r[1] is not None] == frame["trace"].dropna().tolist()
print(json.dumps(rows))`;
    const theirs = JSON.parse(python(script, folder.path)) as unknown[][];
    expect(theirs).toEqual(
      runs.map(({ id, scalars, spec: { method }, reason }) => [
        ...[digest(id), scalars.trace?.value ?? null, scalars.trace?.stderr ?? null],
        ...[scalars.threshold?.value ?? null, 'batch' in method ? method.batch : null, reason],
      ]),
    );
  },
);

// Elsewhere: pip install tensorboard.
test.skipIf(!pythonHas('tensorboard'))("TensorBoard's own reader has every number", () => {
  expect(exported('--format', 'tensorboard').code).toBe(0);
  const script = `
import json, os, sys
os.chdir(sys.argv[1])
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.plugins.hparams import metadata
from tensorboard.util import tensor_util
all = EventMultiplexer(tensor_size_guidance={"tensors": 0}).AddRunsFromDirectory("exports/quickstart/tensorboard")
all.Reload()
told = {}
for run in all.Runs():
    about = all.SummaryMetadata(run, "_hparams_/session_start_info").plugin_data.content
    keys = metadata.parse_session_start_info_plugin_data(about).hparams
    read = lambda tag: [[e.step, tensor_util.make_ndarray(e.tensor_proto).item()] for e in all.Tensors(run, tag)]
    told[run[-16:]] = dict(loss=read("trainLoss"), gap=read("end/trainLoss"), method=keys["method"].string_value, seed=keys["seed"].number_value,
                           centre=keys["centre"].bool_value, is_scalar=all.SummaryMetadata(run, "trainLoss").plugin_data.plugin_name)
print(json.dumps(told, allow_nan=True).replace("NaN", "null").replace("Infinity", "null"))`;
  const theirs = JSON.parse(python(script, folder.path)) as Record<string, unknown>;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  expect(theirs).toEqual(
    Object.fromEntries(
      runs.map(({ id, series, scalars, spec, manifest }) => [
        digest(id),
        {
          loss: series.step!.flatMap((step, i) =>
            Number.isNaN(series.trainLoss![i]) ? [] : [[step, finite(series.trainLoss![i]!)]],
          ),
          gap: scalars.trainLoss ? [[manifest.steps, finite(scalars.trainLoss.value)]] : [],
          ...{ method: spec.method.method, seed: spec.seed, centre: true, is_scalar: 'scalars' },
        },
      ]),
    ),
  );
});
