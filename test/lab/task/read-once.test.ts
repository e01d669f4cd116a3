import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

test('a task reads each file once, however often its method is built', async () => {
  const [spec] = specsOf(`
data: { name: glyphs, train: 20, test: 20 }
network: { hidden: [3] }
methods: [{ method: gradient-descent, rate: 0.1 }]
seeds: 1`);
  const reads: string[] = [];
  const sources = fileSources({ cacheDir: '/nowhere', baseDir: '/nowhere', offline: true });
  const task = await openTask(spec!, {
    ...sources,
    readArrays: (path) => {
      reads.push(path);
      return {};
    },
  });
  const found = ['a.npz', 'b.npz', 'a.npz'].map((path) => task.readArrays(path));
  task.dispose();
  expect(reads).toEqual(['a.npz', 'b.npz']);
  expect(found[2]).toBe(found[0]);
});
