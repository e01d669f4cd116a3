import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import {
  begin,
  type Checkpoint,
  free as release,
} from '../../../src/dynamics/integrate/checkpoint.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import {
  gradientDescent,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heun } from '../../../src/dynamics/solvers/heun.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten, unflatten } from '../../../src/engine/tensors/params.ts';
import { indices, type Params } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { EXAMPLES, initial, lossOf, network, smallProblem } from '../../support/small-training.ts';
import { stretch } from '../../support/stretch.ts';

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

const blocks = [
  { solver: euler, count: 16, sampled: even, step: 0 },
  { solver: euler, count: 30, sampled: odd, step: 4987 },
  { solver: euler, count: 1, sampled: odd, step: 11 },
  { solver: heun, count: 7, sampled: even, step: 5 },
  { solver: heavyBall(0.9), count: 16, sampled: even, step: 0 },
  { solver: adam(), count: 40, sampled: odd, step: 3 },
];

test.each(blocks)(
  '$count steps of $solver.name in one call are $count steps one by one, with their losses',
  ({ solver, count, sampled, step }) => {
    const { objective, dispose: free } = smallProblem();
    const term = descendOnBatches(objective, draw(sampled));
    const stepper = solver.bind(term, 'single', { losses: true });
    const start = unflatten(initial(), network.shapes);
    const at = { step, t: 0, dt: 0.05 };
    const { state } = stepper.init(start);
    const together = stretch(stepper, start, at, state, count);
    expect(together.taken).toBe(count);
    expect(together.work.gradients).toBe(count * (solver === heun ? 2 : 1));
    expect(together.losses).toHaveLength(count);
    let one: Checkpoint = begin(stepper, start, at.dt);
    for (let k = 0; k < count; k++) {
      const next = stepper.step(one.theta, { ...at, step: at.step + k }, one.solver);
      expect(next.losses).toEqual([together.losses![k]]);
      expect(next.losses![0]).toBeCloseTo(lossOn(objective, one.theta, draw(sampled)(step + k)), 6);
      release(one);
      one = { ...one, theta: next.theta, solver: next.state };
    }
    expect(flatten(together.theta)).toEqual(flatten(one.theta));
    for (const [name, v] of Object.entries(together.state.vectors))
      expect(flatten(v)).toEqual(flatten(one.solver.vectors[name]!));
    release({ theta: together.theta, solver: together.state });
    release({ theta: start, solver: state });
    release(one);
    stepper.dispose();
    free();
  },
);

/** L_B(θ), computed by itself. */
const lossOn = (objective: Objective, theta: Params, rows: Int32Array): number =>
  lossOf({ ...objective, value: (q) => objective.value(q, indices(rows)) })(theta);

/** The full loss at each of these steps, and what the points of a run say of it. */
test.each([
  { stride: 1, recorded: true },
  { stride: 7, recorded: true },
  { stride: 7, recorded: false },
])(
  'points $stride steps apart tell the losses between them ($recorded)',
  ({ stride, recorded }) => {
    const { objective, dispose: free } = smallProblem();
    const start = unflatten(initial(), network.shapes);
    const exact: number[] = [];
    for (const { theta } of integrate(gradientDescent(objective, 0.05), start, { steps: 30 })) {
      exact.push(lossOf(objective)(theta));
    }
    const recordedLosses: number[] = [];
    const options = { steps: 30, stride, losses: recorded };
    for (const { losses } of integrate(gradientDescent(objective, 0.05), start, options))
      recordedLosses.push(...losses.map(({ loss }) => loss));
    expect(recordedLosses).toHaveLength(recorded ? 30 : 0);
    for (const [k, loss] of recordedLosses.entries()) expect(loss).toBeCloseTo(exact[k]!, 6);
    dispose(start);
    free();
  },
);

test('the loss of averaged gradients is the mean over their batches', () => {
  const { objective, dispose: free } = smallProblem();
  const rows = batches(EXAMPLES, 4, 'with-replacement', rng(5));
  const start = unflatten(initial(), network.shapes);
  const method = {
    term: descendOnAverages(objective, rows, 3),
    solver: euler,
    controller: constant(0.01),
  };
  const path = [...integrate(method, start, { steps: 1, losses: true })].at(-1)!;
  const exact = [0, 1, 2].map((j) => lossOn(objective, start, rows(j)));
  expect(path.losses[0]!.loss).toBeCloseTo((exact[0]! + exact[1]! + exact[2]!) / 3, 6);
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
    for (const point of integrate(method(), start, { steps: 600, stride })) {
      last = flatten(point.theta) as Float32Array<ArrayBuffer>;
      // θ at a time inside the last stride, by retracing its steps.
      if (point.from < 11 && point.t >= 11) {
        const theta = point.at(11);
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
