import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { imageCache } from '../../../src/lab/data/image-cache.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { counted } from '../../support/counted.ts';
import { specsOf } from '../../support/standard-experiment.ts';

// What makes a run slow can be counted: calls of the engine, what they are given, graphs that are made, products.
beforeAll(async () => {
  await openEngine('native');
});

const sources = fileSources(
  { cacheDir: '/nowhere', baseDir: '/nowhere', offline: true },
  imageCache(),
);
const NONE = 'trace: false, sharpness: false, threshold: false';

/** Of 60 glyphs with 784 pixels and 10 classes, and a network of one hidden layer: bytes of all examples and of the weights. */
const EXAMPLES = 4 * 60 * (784 + 10);
const HIDDEN = 8;
const WEIGHTS = 4 * (784 * HIDDEN + HIDDEN + HIDDEN * 10 + 10);

const runOf = (method: string, rest: string, seed = 0) => {
  const [spec] = specsOf(`
data: { name: glyphs, train: 60, test: 60 }
network: { hidden: [${HIDDEN}] }
methods: [${method}]
${rest}
seeds: [${seed}]`);
  return execute(spec!, sources);
};

describe('steps', () => {
  const STEPS = 4000;
  const BATCH = 6;
  const sgd = (seed: number, steps = STEPS) =>
    runOf(
      `{ method: sgd, rate: 0.01, batch: ${BATCH} }`,
      `stop: { steps: ${steps} }\nmeasure: { points: 20, ${NONE} }`,
      seed,
    );

  test('of a run are taken in few calls, which take along rows, rates and weights', async () => {
    const { calls, bytes } = await counted(() => sgd(0));
    // A call lasts some 50 ms and ends at a row of the series, at most 21; here a step takes less than a millisecond on any machine.
    expect(calls).toBeLessThan(STEPS / 20);
    // A step's rows, its dt and what its loss is kept in; and of each call the examples, the weights and what says when to look.
    const most = STEPS * (4 * BATCH + 16) + calls * (EXAMPLES + WEIGHTS + 1024);
    expect(bytes).toBeLessThan(most);
  });

  test('need no graph of their own for another number of them, nor for another seed', async () => {
    await sgd(0);
    const { loaded } = await counted(async () => {
      await sgd(1);
      await sgd(1, 999);
    });
    expect(loaded).toBe(0);
  });
});

describe('a bracket of the largest stable rate', () => {
  test('takes the steps of a trial in a few calls, and compiles them once', async () => {
    const of = (width: number, seed: number) =>
      runOf(
        '{ method: gradient-descent, rate: 0.01 }',
        `stop: { steps: 1 }\nmeasure: { trace: false, sharpness: false, threshold: { width: ${width}, steps: 200 } }`,
        seed,
      );
    let gradients = 0;
    const { calls } = await counted(async () => {
      gradients = (await of(1e-3, 0)).scalars.threshold!.cost.gradients!;
    });
    expect(gradients).toBeGreaterThan(10 * 200);
    expect(calls).toBeLessThan(gradients / 10);
    expect((await counted(() => of(1e-2, 1))).loaded).toBe(0);
  });
});

describe('curvature', () => {
  const measured = (measure: string) =>
    runOf(
      '{ method: gradient-descent, rate: 0.01 }',
      `stop: { steps: 1 }\nmeasure: { threshold: false, ${measure} }`,
    );

  test('λ to 10⁻³ takes no more products than twice what Lanczos needs to see it, in fewer calls', async () => {
    let products = 0;
    const { calls } = await counted(async () => {
      const { scalars } = await measured('trace: false, sharpness: { tolerance: 1.0e-3 }');
      products = scalars.sharpness!.cost.hvps! + scalars.initialSharpness!.cost.hvps!;
    });
    expect(products).toBeLessThan(2 * 60);
    expect(calls).toBeLessThan(products);
  });

  test('a trace sends signs of many vectors in a call, as words', async () => {
    let products = 0;
    const { calls, bytes } = await counted(async () => {
      const { scalars } = await measured(
        'sharpness: false, trace: { relativeError: 1.0e-9, maxProbes: 400 }',
      );
      products = scalars.trace!.cost.hvps!;
    });
    expect(products).toBeGreaterThanOrEqual(400);
    expect(calls).toBeLessThan(products / 4);
    // A word holds 32 signs, so that a vector of them is a thirty-second of the weights.
    expect(bytes).toBeLessThan((products * WEIGHTS) / 32 + calls * (EXAMPLES + 8 * WEIGHTS));
  });
});
