import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { batches } from '../../src/dynamics/batches.ts';
import { euler } from '../../src/dynamics/euler.ts';
import { integrate } from '../../src/dynamics/integrate.ts';
import {
  descend,
  descendOnBatches,
  gradientDescent,
  stochasticGradientDescent,
} from '../../src/dynamics/methods.ts';
import { stateless } from '../../src/dynamics/solver.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { dispose } from '../../src/engine/memory.ts';
import { flatten, unflatten } from '../../src/engine/params.ts';
import { expectNoLeaks } from '../engine/leaks.ts';
import { EXAMPLES, initial, network, smallProblem } from './small.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Batches of two of 23 examples, so that the twelfth of an epoch holds one. */
const odd = { examples: EXAMPLES - 1, batch: 2 };
const even = { examples: EXAMPLES, batch: EXAMPLES / 4 };

const kinds = [
  { name: 'gradient descent', sampled: undefined },
  { name: 'SGD whose batches divide the examples', sampled: even },
  { name: 'SGD whose last batch of an epoch is smaller', sampled: odd },
] as const;

const draw = ({ examples, batch }: typeof odd) => batches(examples, batch, 'shuffled', rng(3));

/** Where one call takes `count` steps: 16 at an even start, 8 where one of 16 batches is smaller. */
const blocks = [
  { count: 16, sampled: even, step: 4992 },
  { count: 8, sampled: even, step: 4984 },
  { count: 8, sampled: odd, step: 4992 },
];

test.each(blocks)(
  '$count steps in one call are $count steps one by one',
  ({ count, sampled, step }) => {
    const { objective, dispose: free } = smallProblem();
    const term = descendOnBatches(objective, draw(sampled));
    const stepper = euler.bind(term, 'single');
    const start = unflatten(initial(), network.shapes);
    const at = { step, t: 0, dt: 0.05 };
    const together = stepper.steps!(start, at, stateless, 40);
    expect(together.taken).toBe(count);
    expect(together.work.gradients).toBe(count);
    let one = [...stepper.step(start, at, stateless).theta];
    for (let k = 1; k < count; k++) {
      const next = stepper.step(one, { ...at, step: at.step + k }, stateless).theta;
      dispose(one);
      one = [...next];
    }
    expect(flatten(together.theta)).toEqual(flatten(one));
    for (const tensors of [together.theta, one, start]) dispose(tensors);
    stepper.dispose();
    free();
  },
);

test('short runs, heavy terms and full batches take one step a call', () => {
  const { objective, dispose: free } = smallProblem();
  const start = unflatten(initial(), network.shapes);
  const sgd = descendOnBatches(objective, batches(EXAMPLES, 6, 'shuffled', rng(3)));
  for (const [term, step] of [
    [sgd, 0],
    [{ ...sgd, size: 1e9 }, 4992],
    [descend(objective), 4992],
  ] as const) {
    const stepper = euler.bind(term, 'single');
    const { taken, theta } = stepper.steps!(start, { step, t: 0, dt: 0.1 }, stateless, 40);
    expect(taken).toBe(1);
    dispose(theta);
    stepper.dispose();
  }
  dispose(start);
  free();
});

test.each(kinds)('a long run of $name has the same bytes at any stride', ({ sampled }) => {
  const { objective, dispose: free } = smallProblem();
  const method = () =>
    sampled === undefined
      ? gradientDescent(objective, 0.05)
      : stochasticGradientDescent(objective, 0.05, draw(sampled));
  const end = (stride: number) => {
    const start = unflatten(initial(), network.shapes);
    let last = new Float32Array(0);
    let between = new Float32Array(0);
    for (const point of integrate(method(), start, { steps: 2300, stride })) {
      last = flatten(point.theta) as Float32Array<ArrayBuffer>;
      // θ at a time inside the last stride, by retracing its steps.
      if (point.from < 110 && point.t >= 110) {
        const theta = point.at(110);
        between = flatten(theta) as Float32Array<ArrayBuffer>;
        dispose(theta);
      }
    }
    dispose(start);
    return { last, between };
  };
  const single = end(1);
  expect(end(50)).toEqual(single);
  expect(end(500)).toEqual(single);
  free();
});
