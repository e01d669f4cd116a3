import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { dirichletShards } from '../../../src/dynamics/terms/shards.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { add, mul } from '../../../src/engine/tensors/operations.ts';
import { flatten64, views } from '../../../src/engine/tensors/params.ts';
import { indices, type Params, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { stepBias } from '../../../src/probes/noise/step-bias.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, meanOf, scatter, subtract } from '../../support/moments.ts';
import { smallRun, smallSpec, sources } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const STOP = 'steps: 12';
const N = 30;

/** The gradient of every example where a run ended, and what its labels are, one example after the other. */
async function gradientsOf(method: string, { weights }: Result) {
  const spec = smallSpec(method, STOP, 'points: 80');
  const task = await openTask(spec, sources);
  const { objective } = task;
  const theta = views(Float32Array.from(weights.flatMap((w) => [...w])), objective.shapes);
  const gradients = Array.from({ length: N }, (_, i) => {
    let own = new Float64Array(0);
    scoped(() => {
      own = flatten64(objective.gradient(theta, indices(Int32Array.of(i))).gradient) as typeof own;
      return [];
    });
    return own;
  });
  const labels = objective.labelled!.labels;
  const { parameters } = objective;
  dispose(theta);
  task.dispose();
  return { gradients, labels, parameters, seed: spec.seed };
}

type Known = Awaited<ReturnType<typeof gradientsOf>>;

const methods: [keys: string, law: (known: Known) => number][] = [
  ['sampling: with-replacement, batch: 5', ({ gradients: g }) => scatter(g) / 5],
  [
    'sampling: without-replacement, batch: 20',
    ({ gradients: g }) => ((scatter(g) / 20) * (N - 20)) / (N - 1),
  ],
  // Of permutations, a batch is one without replacement; 30 = 3 · 10.
  ['sampling: shuffled, batch: 10', ({ gradients: g }) => ((scatter(g) / 10) * (N - 10)) / (N - 1)],
  ['sampling: with-replacement, batch: 2, average: 4', ({ gradients: g }) => scatter(g) / 8],
  [
    'sampling: with-replacement, batch: 5, gradientNoise: 0.3',
    ({ gradients: g, parameters: P }) => scatter(g) / 5 + P * 0.09,
  ],
  // Workers in turn: what is random within each, and how far their means lie apart.
  [
    'sampling: with-replacement, batch: 3, shards: { workers: 3, alpha: 0.1, visit: in-turn }',
    ({ gradients: g, labels, seed }) => {
      const random = rng(seed).fork('batches').fork('shards');
      const shards = dirichletShards(labels, { workers: 3, alpha: 0.1 }, random);
      const own = shards.map((rows) => [...rows].map((i) => g[i]!));
      const centre = meanOf(g);
      const apart = own.map((some) => subtract(meanOf(some), centre));
      return (
        own.reduce((sum, some, w) => sum + scatter(some) / 3 + dot(apart[w]!, apart[w]!), 0) / 3
      );
    },
  ],
];

describe('the noise of a step', () => {
  test.each(methods)(
    'of SGD with %s is what the gradients of single examples say',
    async (keys, law) => {
      const method = `{ method: sgd, rate: 0.01, ${keys} }`;
      const result = await smallRun(
        method,
        STOP,
        'stepNoise: { relativeError: 0.02, maxPairs: 9000 }',
      );
      const { value, stderr, converged, interval, cost } = result.scalars.stepNoise!;
      const exact = law(await gradientsOf(method, result));
      expect(converged).toBe(true);
      expect(stderr).toBeLessThan(0.021 * value);
      expect(Math.abs(value - exact)).toBeLessThan(3.5 * stderr);
      expect(interval![0]).toBeLessThan(value);
      expect(cost.gradients).toBeGreaterThanOrEqual(64);
    },
    120_000,
  );

  test('is that of its gradient whatever steps along it, and of a diffusion per unit of time', async () => {
    const plain = 'rate: 0.01, batch: 5, sampling: with-replacement';
    for (const method of [`{ method: heavy-ball, ${plain} }`, `{ method: adam, ${plain} }`]) {
      const result = await smallRun(method, STOP, 'stepNoise: { relativeError: 0.03 }');
      const { value, stderr } = result.scalars.stepNoise!;
      const { gradients } = await gradientsOf(method, result);
      expect(Math.abs(value - scatter(gradients) / 5)).toBeLessThan(3.5 * stderr);
    }
    const langevin = '{ method: langevin, temperature: 0.02, dt: 0.01 }';
    const result = await smallRun(langevin, STOP, 'stepNoise: { relativeError: 0.01 }');
    const { parameters } = await gradientsOf(langevin, result);
    // √(2T dt) ξ in each of P weights, over dt.
    const { value, stderr } = result.scalars.stepNoise!;
    expect(Math.abs(value - (2 * 0.02 * parameters) / 0.01)).toBeLessThan(3.5 * stderr);
  }, 120_000);

  test('is 0 where nothing is random, and moves nothing', async () => {
    const gd = '{ method: gradient-descent, rate: 0.01 }';
    expect((await smallRun(gd, STOP, 'stepNoise: true')).scalars.stepNoise).toMatchObject({
      value: 0,
      stderr: 0,
      converged: true,
    });
    const sgd = '{ method: sgd, rate: 0.01, batch: 5 }';
    const along = 'along: { stepNoise: { every: 5, relativeError: 0.2 } }';
    const [with_, without] = [
      await smallRun(sgd, STOP, along),
      await smallRun(sgd, STOP, 'every: 5'),
    ];
    expect(with_.weights).toEqual(without.weights);
    expect(with_.series.stepNoise!.filter((x) => x > 0).length).toBeGreaterThanOrEqual(3);
  });
});

describe('the bias of a step', () => {
  const relative = ({ scalars }: Result) => scalars.stepBias!;
  const biasOf = async (keys: string, draws = 300) =>
    relative(
      // Where it began, whatever is drawn.
      await smallRun(
        `{ method: sgd, rate: 1.0e-6, ${keys} }`,
        'steps: 1',
        `stepBias: { draws: ${draws} }`,
      ),
    );

  test.each([
    'sampling: with-replacement, batch: 5',
    'batch: 10',
    'sampling: with-replacement, batch: 5, average: 2, gradientNoise: 0.3',
    'sampling: with-replacement, batch: 5, targetNoise: 0.5',
  ])('of SGD with %s is none', async (keys) => {
    const { value, stderr, converged } = await biasOf(keys);
    expect(stderr).toBeGreaterThan(0);
    expect(Math.abs(value)).toBeLessThan(4 * stderr);
    expect(converged).toBe(true);
  });

  test('of flipped labels is that of the mean of their targets, which one-hot gradients are linear in', async () => {
    // A share p of labels goes to each of the 9 others alike: E target = (1 − 10p/9) y + p/9.
    const [p, q] = [0.18, 0.36];
    const [small, large] = await Promise.all(
      [p, q].map((flips) => biasOf(`sampling: with-replacement, batch: 15, labelFlips: ${flips}`)),
    );
    expect(small!.value).toBeGreaterThan(5 * small!.stderr);
    const error = Math.hypot(4 * small!.stderr, large!.stderr);
    expect(Math.abs(large!.value - 4 * small!.value)).toBeLessThan(4 * error);
  });

  test('has an interval that holds it: of ∇L = θ and steps of −θ + b + noise it is ‖b‖²/‖θ‖²', () => {
    const theta = [tensor(Float64Array.of(2, 0, 1), [3])];
    const truth = 0.4 ** 2 / 5;
    let [covered, sum] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const random = rng(seed);
      const step = {
        along: ([q]: Params, [b, z]: Params) => [add(mul(q!, -1), add(b!, z!))],
        draws: () => [Float32Array.of(0, 0.4, 0), Float32Array.from(random.normals(3))],
        gradients: 1,
      };
      const { value, interval } = stepBias(step, theta, Float64Array.of(2, 0, 1), 60);
      sum += value / 60;
      if (interval![0] <= truth && truth <= interval![1]) covered++;
    }
    dispose(theta);
    // 0.04 of a single estimate.
    expect(Math.abs(sum - truth)).toBeLessThan(0.02);
    expect(covered).toBeGreaterThanOrEqual(52);
  });

  test('is not measured of steps that draw nothing', async () => {
    const gd = '{ method: gradient-descent, rate: 0.01 }';
    expect((await smallRun(gd, STOP, 'stepBias: true')).scalars).not.toHaveProperty('stepBias');
  });
});
