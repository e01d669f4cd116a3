import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { probeNames } from '../src/lab/probes/registry.ts';
import { summary } from '../src/stats/summary.ts';
import { table } from './support/import-table.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const page = readFileSync(`${root}docs/architecture.md`, 'utf8');

const section = (heading: string): string =>
  page.split('\n## ').find((text) => text.startsWith(`${heading}\n`)) ?? '';

const filesIn = (text: string): string[] =>
  [...text.matchAll(/`([\w/-]+\.ts)`/g)].map((found) => found[1]!);

describe('docs/architecture.md', () => {
  test('names files that exist', () => {
    const missing = filesIn(page).filter(
      (file) => !existsSync(`${root}src/${file}`) && !existsSync(root + file),
    );
    expect(missing).toEqual([]);
  });

  test('tells the way of one run past each file once', () => {
    const files = filesIn(section('The way of one run'));
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file, i) => files.indexOf(file) !== i)).toEqual([]);
  });

  test('has the folders of the import table, with what each may import', () => {
    const rows = [...section('Folders and rooms').matchAll(/^\| (\w+) \| .* \| (.*) \|$/gm)];
    const told = rows.map(([, folder, allowed]) => [
      folder!,
      allowed === 'nothing' ? [] : allowed!.split(', '),
    ]);
    const held = Object.entries(table).map(([folder, { folders }]) => [folder, [...folders]]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(held));
  });
});

test('docs/explanation.md names each claim that comes with flowlab once', () => {
  const text = readFileSync(`${root}docs/explanation.md`, 'utf8');
  const named = [...text.matchAll(/\]\(\.\.\/experiments\/theory\/([\w-]+)\.yaml\)/g)].map(
    ([, id]) => id!,
  );
  const held = readdirSync(`${root}experiments/theory`).map((file) => file.replace('.yaml', ''));
  expect(named.toSorted()).toEqual(held.toSorted());
});

test('docs/probes.md says of each probe where its number stops being right', () => {
  const probes = readFileSync(`${root}docs/probes.md`, 'utf8');
  const [, rows = ''] = probes.split('| stops being right |');
  const named = rows
    .split('\n\n')[0]!
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  expect(named.toSorted()).toEqual([...probeNames].sort());
});

test('docs/probes.md has the levels of batch sharpness and λ that the points on record have', () => {
  const [head, ...lines] = readFileSync(`${root}reports/gallery/stochastic-edge.csv`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const points = lines.map((line) =>
    Object.fromEntries(line.map((cell, i) => [head![i]!, Number(cell)])),
  );
  const probes = readFileSync(`${root}docs/probes.md`, 'utf8');
  const [, table = ''] = probes.split('| batch sharpness · η/2 |');
  const told = [
    ...table
      .split('\n\n')[0]!
      .matchAll(
        /^\| ([\d.]+) \| (\d+) \| (\d+) \| ([\d.]+) ± ([\d.]+) \| ([\d.]*) \| ([\d.]+) \| (\S+) \|$/gm,
      ),
  ].map(([, ...cells]) => cells.map(Number));
  expect(told.length).toBe(new Set(points.map(({ rate, batch }) => `${rate} ${batch}`)).size);
  for (const [rate, batch, count, level, error, ratio, sharpness, loss] of told) {
    const arm = points.filter((point) => point.rate === rate && point.batch === batch);
    const runs = [...new Set(arm.map(({ seed }) => seed))].map((seed) => {
      const run = arm.filter((point) => point.seed === seed);
      const end = run.at(-1)!;
      const last = run.filter(({ time }) => time! >= 0.7 * end.time! - 1e-9);
      const mean = (key: string) => last.reduce((sum, point) => sum + point[key]!, 0) / last.length;
      const chance = Math.hypot(...last.map((point) => point.batchSharpnessStderr!)) / last.length;
      return { mean, chance, end };
    });
    expect(runs.length).toBe(count);
    const over = summary(runs.map(({ mean }) => (mean('batchSharpness') * rate!) / 2));
    const chance = count === 1 ? (runs[0]!.chance * rate!) / 2 : over.stderr;
    const overSeeds = (key: string) =>
      summary(runs.map(({ mean }) => (mean(key) * rate!) / 2)).mean;
    expect(Math.abs(over.mean - level!)).toBeLessThan(6e-4);
    expect(Math.abs(chance - error!)).toBeLessThan(6e-4);
    expect(Math.abs(overSeeds('batchSharpnessRatio') - ratio!)).toBeLessThan(6e-3);
    expect(Math.abs(overSeeds('sharpness') - sharpness!)).toBeLessThan(6e-3);
    const ended = summary(runs.map(({ end }) => end.trainLoss!)).mean;
    expect(Math.abs(ended / loss! - 1)).toBeLessThan(0.04);
  }
});
