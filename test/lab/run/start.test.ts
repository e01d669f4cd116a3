import { beforeAll, describe, expect, test } from 'vitest';
import { train } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { whyEnded } from '../../../src/lab/run/why-ended.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { sources } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** The runs of a file on thirty glyphs. */
const specsOf = (keys: string, network = 'hidden: [6]'): readonly RunSpec[] =>
  parseExperiment(
    `data: { name: glyphs, train: 30, test: 20 }\nnetwork: { ${network} }\nseeds: [3]\n${keys}`,
    ...['x', 'x.yaml'],
  ).specs;

const measure = `measure:
  snapshots: [0, 1]
  trace: false
  threshold: false
  sharpness: { tolerance: 0.1 }
  kernel: { examples: 3 }
`;

/** What a run leaves but for what it took. */
function left({ scalars, facts, ...rest }: Result) {
  const {
    cost: { gradients, hvps },
    start: _,
    ...others
  } = facts;
  const values = Object.entries(scalars).map(([key, { cost: __, ...found }]) => [key, found]);
  return { ...rest, values, ...others, gradients, hvps };
}

/** A run from the weights that another left, as `network.init` reads them. */
const chained = (spec: RunSpec, { weights, shapes }: Pick<Result, 'weights' | 'shapes'>) => {
  const arrays = weights.map((w, i) => [`p${i}`, ndarray(w, shapes[i]!)] as const);
  return execute({ ...spec, network: { ...spec.network!, init: 'w.npz' } } as RunSpec, {
    ...sources,
    readArrays: () => Object.fromEntries(arrays),
  });
};

describe.each([
  ['single', '{ method: gradient-descent, rate: 0.2 }', 'loss: 0.3', 'sgd, rate: 0.1, batch: 7'],
  ['double', '{ method: gradient-flow, tolerance: 1.0e-3 }', 'time: 2', 'heavy-ball, rate: 0.05'],
])('in %s precision a start by %s and then %s', (precision, first, until, then) => {
  const own = `precision: ${precision}\nmethods: [{ method: ${then} }]\nstop: { steps: 33 }\n${measure}`;

  test('leaves the bytes of two runs, the second from the weights of the first', async () => {
    const before = specsOf(
      `precision: ${precision}\nmethods: [${first}]\nstop: { ${until} }\nmeasure: { trace: false, sharpness: false, threshold: false }`,
    )[0]!;
    const [whole] = specsOf(`${own}start: { method: ${first}, stop: { ${until} } }`);
    const [alone] = specsOf(own);
    const one = await execute(before, sources);
    const two = await chained(alone!, one);
    const together = await execute(whole!, sources);
    expect(left(together)).toEqual(left(two));
    const { steps, time, initialLoss, loss, cost } = one.facts;
    const { cost: spent, ...began } = together.facts.start!;
    expect(began).toEqual({ steps, time, initialLoss, loss });
    expect(steps).toBeGreaterThan(3);
    expect(spent.gradients).toBeGreaterThanOrEqual(steps);
    expect(spent.gradients).toBeLessThanOrEqual(cost.gradients);
    expect(together.series.step!.slice(0, 2)).toEqual([0, 1]);
    expect(together.facts.initialLoss).toBe(loss);
    // It is another run than one from the drawn weights.
    expect(together.facts.initialLoss).toBeLessThan(0.9 * initialLoss);
    expect(whyEnded(whole!.stop, together)).toContain(
      `It began where a training of ${steps} steps before it had ended, at t = `,
    );
  });
});

test('mini-batches of the start are not drawn again by the run', async () => {
  const sgd = '{ method: sgd, rate: 0.1, batch: 4 }';
  const off = 'measure: { trace: false, sharpness: false, threshold: false }';
  const [spec] = specsOf(
    `methods: [${sgd}]\nstop: { steps: 8 }\n${off}\nstart: { method: ${sgd}, stop: { epochs: 2 } }`,
  );
  const task = await openTask(spec!, sources);
  const method = methodOf(spec!.method);
  const from = (theta: typeof task.theta0, stream: string, steps: number) =>
    train(method.build({ ...task, random: task.random.fork(stream) }), theta, {
      stop: { steps },
      loss: task.trainLoss,
      evaluateEvery: 8,
    }).theta;
  // An epoch of 30 is seven batches of 4 and one of 2.
  const [start, again] = [from(task.theta0, 'start', 16), from(task.theta0, 'batches', 16)];
  const end = from(start, 'batches', 8);
  const run = await execute(spec!, sources);
  expect(run.weights.flatMap((w) => [...w])).toEqual([...flatten64(end)]);
  expect([...flatten64(again)]).not.toEqual([...flatten64(start)]);
  dispose([...start, ...again, ...end]);
  task.dispose();
});

test('a start on a problem in closed form is where its formula says', async () => {
  const { specs } = parseExperiment(
    `data: { name: quadratic, eigenvalues: [2, 0.5], start: [1, -3] }
start: { method: { method: gradient-descent, rate: [0.1, 0.2] }, stop: { steps: 10 } }
methods: [{ method: gradient-descent, rate: 0.4 }]
precision: double
seeds: 1
stop: { steps: 5 }
measure: { trace: false, sharpness: false, threshold: false }
`,
    ...['x', 'x.yaml'],
  );
  expect(specs).toHaveLength(2);
  for (const [i, eta] of [0.1, 0.2].entries()) {
    const { weights, facts } = await execute(specs[i]!, sources);
    const [a, b] = [2, 0.5].map((h) => (1 - eta * h) ** 10 * (1 - 0.4 * h) ** 5);
    expect(weights[0]![0]! / a!).toBeCloseTo(1, 12);
    expect(weights[0]![1]! / (-3 * b!)).toBeCloseTo(1, 12);
    expect(facts).toMatchObject({ steps: 5, start: { steps: 10 } });
  }
});

test.each([
  [
    '{ method: gradient-descent, rate: 500 }, stop: { loss: 0.1 }',
    /^the start, GD η=500 to training loss 0.1, diverged after \d+ steps, at t = \S+: change its method$/,
  ],
  [
    '{ method: gradient-descent, rate: 0.1 }, stop: { loss: 0.001, steps: 12 }',
    /^the start, GD η=0.1 to training loss 0.001, came to training loss \S+ after 12 steps, at t = 1.2: allow it more steps, or a start.stop.loss above 0.001$/,
  ],
])('a run whose start fails says so in one line: %s', async (start, message) => {
  const [spec] = specsOf(
    `methods: [{ method: gradient-descent, rate: 0.1 }]\nstart: { method: ${start} }`,
  );
  await expect(execute(spec!, sources)).rejects.toThrow(message);
});
