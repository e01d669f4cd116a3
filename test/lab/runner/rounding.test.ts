import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preflight } from '../../../src/lab/runner/preflight.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { specsOf } from '../../support/standard-experiment.ts';

const folder = scratchFolder();
const file = join(folder, 'start.npz');
const shapes = [[784, 3], [3], [3, 10], [10]];
writeFileSync(
  file,
  writeNpz(
    Object.fromEntries(
      shapes.map((shape, i) => {
        const values = new Float64Array(shape.reduce((a, b) => a * b)).fill(0.1);
        return [`p${i}`, ndarray(values, shape)];
      }),
    ),
  ),
);

test.each([
  ['single', 1],
  ['double', 0],
  ['[single, double]', 1],
  ['[double, single]', 1],
])('precision: %s says %d times that float64 weights are rounded', async (precision, times) => {
  const specs = specsOf(`
data: { name: glyphs, train: 20, test: 20 }
network: { hidden: [3], init: ${file} }
methods: [{ method: gradient-descent, rate: 0.1 }]
precision: ${precision}
seeds: 2`);
  const said: string[] = [];
  const places = { cacheDir: folder, baseDir: folder, offline: true };
  await preflight(specs, places, (line) => said.push(line));
  const notices = said.filter((line) => line.includes('rounds to float32'));
  expect(notices).toHaveLength(times);
});
