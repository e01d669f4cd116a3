import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import {
  gradientDescent,
  gradientFlow,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { RUNAWAY } from '../../../src/dynamics/training/stop-monitor.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { sqrt, sum } from '../../../src/engine/tensors/operations.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { EXAMPLES, initial, pathOf, smallProblem } from '../../support/small-training.ts';
import { descend, flow, one, trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

describe('a training ends as', () => {
  test('completed after its steps, with the loss there', () => {
    const end = descend(0.5, { stop: { steps: 7 }, evaluateEvery: 3 });
    expect(end).toEqual({
      ending: 'completed',
      step: 7,
      t: 3.5,
      theta: Float64Array.of(2 ** -7),
      loss: 2 ** -15,
      initialLoss: 0.5,
      work: { gradients: 7, hvps: 0 },
    });
  });

  test('completed at its time, with the loss there though no evaluation was due', () => {
    const end = descend(0.5, { stop: { time: 2 }, evaluateEvery: 3 });
    expect(end).toMatchObject({ ending: 'completed', step: 4, t: 2, loss: 2 ** -9 });
  });

  test('completed exactly at its time where the step is adaptive', () => {
    const end = flow({ stop: { time: 1.7 } });
    expect(end).toMatchObject({ ending: 'completed', t: 1.7 });
    // Tolerance^⅔ of the size, as in adaptive.test.ts.
    expect(Math.abs(end.theta[0]! - Math.exp(-1.7))).toBeLessThan(1e-5 ** (2 / 3));
  });

  test('reached at the first evaluation at or below the target', () => {
    const end = descend(0.5, { stop: { loss: 2 ** -7, steps: 100 } });
    expect(end).toMatchObject({ ending: 'reached', step: 3, loss: 2 ** -7 });
  });

  test('reached at once where the start is already below the target', () => {
    const still = { ending: 'reached', step: 0, t: 0, loss: 0.5, theta: one };
    expect(descend(0.5, { stop: { loss: 0.6 } })).toMatchObject(still);
    expect(flow({ stop: { loss: 0.6 } })).toMatchObject(still);
  });

  test('diverged when the loss runs away', () => {
    // η = 3 quadruples the loss each step; 4¹⁴ is the first beyond 10⁸.
    const end = descend(3, { stop: { steps: 100 } });
    expect(RUNAWAY).toBe(1e8);
    expect(end).toMatchObject({ ending: 'diverged', step: 14, loss: 4 ** 14 / 2 });
  });

  test('diverged when ‖θ‖ runs away between evaluations, with no loss', () => {
    const end = descend(3, { stop: { steps: 100 }, evaluateEvery: 1000 });
    expect(end).toMatchObject({ ending: 'diverged', loss: Number.NaN, initialLoss: 0.5 });
  });

  test('diverged when the loss is not a number', () => {
    const end = descend(0.5, { stop: { steps: 100 }, loss: () => Number.NaN });
    expect(end).toMatchObject({ ending: 'diverged', step: 0 });
  });

  test('stalled when 400 evaluations find nothing lower in the second half on the way to a target', () => {
    // η = 2: θ alternates between 1 and −1 for ever.
    const end = descend(2, { stop: { loss: 1e-3, steps: 1000 } });
    expect(end).toMatchObject({ ending: 'stalled', step: 400, loss: 0.5 });
  });

  test.each([
    ['its steps, without a target', { steps: 1000 }],
    ['its time, without a target', { time: 2000 }],
    ['its steps, where stalls are turned off', { loss: 1e-3, steps: 1000, stall: false }],
  ])('completed at %s, however long nothing lower is found', (_, stop) => {
    expect(descend(2, { stop })).toMatchObject({ ending: 'completed', step: 1000, loss: 0.5 });
  });

  test('step too small when a flow cannot go on', () => {
    // dθ/dt = −½θ^{−½} reaches 0, where its slope is infinite, at t = ⁴⁄₃.
    const cliff = objectiveOf(([theta]) => sum(sqrt(theta!)), [[1]]);
    const end = trained(gradientFlow(cliff, 1e-4), cliff, one, { stop: { time: 2 } });
    expect(end.ending).toBe('step-too-small');
    expect(Math.abs(end.t - 4 / 3)).toBeLessThan(1e-3);
  });

  test('interrupted at the evaluation after the request', () => {
    let evaluations = 0;
    const end = descend(0.5, {
      stop: { steps: 100 },
      evaluateEvery: 2,
      interrupted: () => ++evaluations === 3,
    });
    expect(end).toMatchObject({ ending: 'interrupted', step: 4, loss: 2 ** -9 });
  });
});

test.each([0.3, 0.1, 1e-3])('a flow lands within 0.2 % below its target loss, %d', (target) => {
  const end = flow({ stop: { loss: target } });
  expect(end.ending).toBe('reached');
  expect(end.loss).toBeLessThanOrEqual(target);
  expect(end.loss).toBeGreaterThanOrEqual(target * (1 - 2e-3));
  // ½e^{−2t} = target, up to 0.1 % in e^{−t} and the error of the flow.
  expect(Math.abs(end.t - Math.log(0.5 / target) / 2)).toBeLessThan(1.5e-3);
});

const everyThird = [0, 3, 6, 9, 12, 15, 18, 20];
// The loss of a flow is evaluated after each of its steps, so that none hides the crossing of a target.
const everyOne = Array.from({ length: 21 }, (_, i) => i);

const methods: readonly (readonly [string, readonly number[], (o: Objective) => Method])[] = [
  ['gradient descent', everyThird, (o) => gradientDescent(o, 0.2)],
  [
    'stochastic gradient descent',
    everyThird,
    (o) => stochasticGradientDescent(o, 0.2, batches(EXAMPLES, 7, 'shuffled', rng(8))),
  ],
  ['gradient flow', everyOne, (o) => gradientFlow(o, 1e-3)],
];

describe.each(methods)('%s', (_, evaluated, method) => {
  test('is not changed by who watches', () => {
    const { objective, dispose: free } = smallProblem();
    const stop = { steps: 20 };
    const alone = trained(method(objective), objective, initial(), { stop, evaluateEvery: 20 });
    const seen: number[] = [];
    const watched = trained(method(objective), objective, initial(), {
      stop,
      evaluateEvery: 3,
      observe: (point) => {
        seen.push(point.step);
        dispose(point.at(point.t));
      },
      snapshotTimes: [0.01, 0.1, 0.33],
      snapshot: () => {},
    });
    const path = pathOf(method(objective), objective, initial(), stop);
    free();
    expect(seen).toEqual(evaluated);
    expect(watched).toEqual(alone);
    expect(alone.theta).toEqual(path.at(-1));
  });
});

test('observers are given the loss at their point', () => {
  const seen: [number, number][] = [];
  descend(0.5, { stop: { steps: 3 }, observe: ({ step }, loss) => void seen.push([step, loss]) });
  expect(seen).toEqual([0, 1, 2, 3].map((k) => [k, 0.5 * 0.25 ** k]));
});

test.each([0, -2, 1.5, Number.NaN])('evaluateEvery = %d is refused', (evaluateEvery) => {
  expect(() => descend(0.5, { stop: { steps: 1 }, evaluateEvery })).toThrow(
    `invalid evaluateEvery; not an integer in [1, 2⁵³): ${evaluateEvery}`,
  );
});

test('what ends in an error frees its weights', () => {
  const failing = (point: { readonly step: number }) => {
    if (point.step === 2) throw new Error('no further');
  };
  expect(() => descend(0.5, { stop: { steps: 5 }, everyStep: failing })).toThrow('no further');
  expect(() => flow({ stop: { time: 5 }, observe: failing })).toThrow('no further');
});
