import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import type { Pace } from '../../../src/dynamics/integrate/pace.ts';
import type { Stepper } from '../../../src/dynamics/integrate/solver.ts';
import {
  gradientDescent,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { toldOf } from '../../../src/dynamics/training/told-of.ts';
import { train } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { lossOf } from '../../../src/objective/loss-of.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  EXAMPLES,
  initial,
  pathOf,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const STEPS = 3000;
/** The weights of the first evaluation at or after each of these steps are asked for. */
const ROWS = [1, 2, 3, 7, 40, 41, 333, 1000, 1500];
/** Every step up to the eighth is evaluated, and every fifth. */
const EVALUATED = [1, 2, 3, 7, 40, 45, 335, 1000, 1500];

const methods: readonly [string, (objective: Objective) => Method][] = [
  ['gradient descent', (o) => gradientDescent(o, 0.05)],
  ['SGD', (o) => stochasticGradientDescent(o, 0.05, batches(EXAMPLES, 4, 'shuffled', rng(1)))],
];

/** Trains; returns the weights asked for, in whose step they are, and how many steps were computed. */
function trained(method: Method, objective: Objective, foreseen: boolean) {
  const loss = lossOf(objective);
  const bound = method.solver.bind(method.term, 'single', toldOf(method.term, { loss }));
  let computed = 0;
  const counting: Stepper = {
    ...bound,
    stretches: {
      room: () => bound.stretches!.room(),
      take(from, asked) {
        const stretch = bound.stretches!.take(from, asked);
        computed += stretch.taken;
        return stretch;
      },
    },
  };
  const rows = [...ROWS];
  const next = () => rows[0] ?? Number.POSITIVE_INFINITY;
  const untilWeights: Pace = ({ step }) => Math.max(1, next() - step);
  const seen = new Map<number, Float64Array>();
  withWeights(initial(), objective.shapes, (theta) => {
    const end = train(method, theta, {
      ...{ loss, stepper: counting, stop: { steps: STEPS }, evaluateEvery: 5 },
      observeAt: ({ step }) => (step < 8 ? 1 : Number.POSITIVE_INFINITY),
      ...(foreseen && { untilWeights }),
      observe(point) {
        if (point.step < next()) return;
        while (next() <= point.step) rows.shift();
        seen.set(point.step, flatten64(point.theta));
      },
    });
    dispose(end.theta);
  });
  bound.dispose();
  loss.dispose();
  return { seen, computed };
}

test.each(methods)('%s takes no step twice where the weights asked for are foreseen', (_, of) => {
  const whole = smallProblem();
  const { objective } = whole;
  const method = of(objective);
  const told = trained(method, objective, true);
  expect([...told.seen.keys()]).toEqual(EVALUATED);
  expect(told.computed).toBe(STEPS);
  // Without a word they are the same, which costs steps.
  const untold = trained(method, objective, false);
  expect(untold.seen).toEqual(told.seen);
  expect(untold.computed).toBeGreaterThan(STEPS);
  const path = pathOf(method, objective, initial(), { steps: 45 });
  for (const step of EVALUATED.slice(0, 6)) expect(told.seen.get(step)).toEqual(path[step]);
  whole.dispose();
});
