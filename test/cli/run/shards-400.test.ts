import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { sameReports } from '../../support/timeless-report.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const call = (...args: readonly string[]) => flowlab(folder.path, args, { FLOWLAB_ENGINE: 'wasm' });

const grid = `
question: Does the loss at equal time hang on the batch size?
data: { name: linear-regression, dimensions: 4, train: 32 }
methods:
  - { method: gradient-descent, rate: [0.02, 0.05] }
  - { method: sgd, rate: [0.02, 0.05, 0.1], batch: [2, 8] }
seeds: 50
stop: { steps: 40 }
measure: { trace: false, sharpness: true, threshold: false, points: 10 }
expect:
  - id: floor
    says: Smaller batches end higher
    ratio: { of: trainLoss, from: { method: sgd, rate: 0.1, batch: 2 }, to: { method: sgd, rate: 0.1, batch: 8 } }
    in: "< 1"
`;

test('400 runs in two shards on two folders make the report of the whole grid, byte for byte but for times', () => {
  writeFileSync(join(folder.path, 'grid.yaml'), grid);
  expect(call('run', 'grid.yaml', '--runs', 'whole', '--out', 'report').code).toBe(0);
  const ids = [1, 2].map((i) => {
    const { code, err } = call('run', 'grid.yaml', '--shard', `${i}/2`, '--runs', `part-${i}`);
    expect(code).toBe(0);
    expect(err).toContain(`Shard ${i}/2: 200 of the 400 runs, 50 % of the expected work`);
    return existingStore(join(folder.path, `part-${i}`, 'grid')).ids();
  });
  expect(ids.map(({ length }) => length)).toEqual([200, 200]);
  expect(new Set(ids.flat()).size).toBe(400);
  const { code, err } = call('report', 'grid', '--merge', 'part-1', 'part-2', '--out', 'merged');
  expect([code, err]).toEqual([0, '']);
  expect(sameReports(join(folder.path, 'report'), join(folder.path, 'merged'))).toBeGreaterThan(3);
}, 600_000);
