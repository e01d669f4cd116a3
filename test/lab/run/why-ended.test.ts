import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/estimate.ts';
import type { Scalars } from '../../../src/core/scalars.ts';
import type { Trained } from '../../../src/dynamics/training/train.ts';
import { because } from '../../../src/lab/run/why-ended.ts';
import { COST, gd, spec } from '../../support/synthetic-runs.ts';

const of = spec(gd(0.5), 0);
const trained: Trained = {
  ...{ ending: 'reached', theta: [], step: 400, t: 200, loss: 0.00998, initialLoss: 0.5 },
  work: { gradients: 400, hvps: 0 },
};
const peak = { step: 8, t: 4, loss: 6 };
const lambdas: Scalars = { initialSharpness: exact(6.5, COST), sharpness: exact(3.9, COST) };
const reached = 'Training loss 0.00998 reached the target 0.01 after 400 steps, at t = 200.';

describe('a run says why it ended', () => {
  test('alone where the loss never rose', () => {
    expect(because(of, trained, lambdas)).toBe(reached);
  });

  test('and that it catapulted, with λ before and after where both were measured', () => {
    const recovered = { step: 20, t: 10 };
    const flown = { ...trained, catapult: { peak, recovered } };
    const rose = 'the loss rose to 6 at t = 4, 12 × its first value, and was back at t = 10';
    expect(because(of, flown, lambdas)).toBe(
      `${reached} It catapulted: ${rose}; λ was 6.5 at the start and 3.9 at the end.`,
    );
    expect(because(of, flown, {})).toBe(`${reached} It catapulted: ${rose}.`);
  });

  test('and that the loss was still above its first value where it did not come back', () => {
    const up: Trained = {
      ...{ ...trained, ending: 'completed', loss: 2 },
      catapult: { peak, recovered: null },
    };
    expect(because(of, up, lambdas)).toBe(
      'The run was over after 400 steps, at t = 200, with training loss 2. The loss rose to 6 at t = 4, ' +
        '12 × its first value, and did not come back to it.',
    );
  });
});
