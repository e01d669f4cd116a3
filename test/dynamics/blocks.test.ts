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

const kinds = [
  { name: 'gradient descent', batch: undefined },
  { name: 'SGD whose batches divide the examples', batch: EXAMPLES / 4 },
  { name: 'SGD whose last batch of an epoch is smaller', batch: 7 },
] as const;

const light = kinds.filter((k) => k.batch !== undefined);

test.each(light)('sixteen steps of $name in one call are sixteen steps one by one', ({ batch }) => {
  const { objective, dispose: free } = smallProblem();
  const term = descendOnBatches(objective, batches(EXAMPLES, batch!, 'shuffled', rng(3)));
  const stepper = euler.bind(term, 'single');
  const start = unflatten(initial(), network.shapes);
  const at = { step: 4992, t: 0, dt: 0.05 };
  const together = stepper.steps!(start, at, stateless, 40);
  expect(together.taken).toBe(16);
  expect(together.work.gradients).toBe(16);
  let one = [...stepper.step(start, at, stateless).theta];
  for (let k = 1; k < 16; k++) {
    const next = stepper.step(one, { ...at, step: at.step + k }, stateless).theta;
    dispose(one);
    one = [...next];
  }
  expect(flatten(together.theta)).toEqual(flatten(one));
  for (const tensors of [together.theta, one, start]) dispose(tensors);
  stepper.dispose();
  free();
});

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

test.each(kinds)('a long run of $name has the same bytes at any stride', ({ batch }) => {
  const { objective, dispose: free } = smallProblem();
  const method = () =>
    batch === undefined
      ? gradientDescent(objective, 0.05)
      : stochasticGradientDescent(objective, 0.05, batches(EXAMPLES, batch, 'shuffled', rng(3)));
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
