import { beforeAll, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { imageCache } from '../../../src/lab/data/image-cache.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { datasetOf } from '../../../src/lab/task/dataset.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const specs = specsOf(`
data: { name: glyphs, train: 20, test: 20 }
network: { hidden: [3] }
methods: [{ method: gradient-descent, rate: [0.1, 0.2] }]
stop: { steps: 3 }
measure: { trace: false, threshold: false }
seeds: 2`);
const sources = fileSources(
  { cacheDir: '/nowhere', baseDir: '/nowhere', offline: true },
  imageCache(),
);

/** λ₀ of a run, and all that it measures but the seconds. */
async function measured(spec: RunSpec, sharpnesses?: Map<string, Estimate>) {
  const { scalars, facts } = await execute(spec, {
    ...sources,
    ...(sharpnesses && { sharpnesses }),
  });
  const plain = JSON.stringify([scalars, facts.cost], (key, value) =>
    /seconds/i.test(key) ? undefined : value,
  );
  return { lambda: scalars.initialSharpness!, plain };
}

test('arms of a seed share λ₀ in a process, and say the same as by themselves', async () => {
  const sharpnesses = new Map<string, Estimate>();
  const found: Awaited<ReturnType<typeof measured>>[] = [];
  for (const spec of specs) {
    found.push(await measured(spec, sharpnesses));
    expect(found.at(-1)!.plain).toBe((await measured(spec)).plain);
  }
  expect(specs.map(({ seed }) => seed)).toEqual([0, 1, 0, 1]);
  expect(found[2]!.lambda).toBe(found[0]!.lambda);
  expect(found[3]!.lambda).toBe(found[1]!.lambda);
  expect(found[1]!.lambda.value).not.toBe(found[0]!.lambda.value);
  expect(sharpnesses.size).toBe(2);
});

test('arms of a seed share their prepared examples, and other seeds and precisions have others', async () => {
  const [spec] = specs;
  const { data } = spec!;
  if (!('train' in data)) throw new Error('the data are images');
  const of = (seed: number, more = {}) => datasetOf({ ...data, ...more }, seed, sources.images);
  expect(await of(0)).toBe(await of(0));
  expect((await of(1)).x).not.toEqual((await of(0)).x);
  expect((await of(0, { train: 19 })).count).toBe(19);
  expect((await datasetOf(data, 0, sources.images, 'double')).x).toBeInstanceOf(Float64Array);
});
