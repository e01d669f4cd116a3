import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/estimate.ts';
import type { Scalars } from '../../../src/core/scalars.ts';
import { whyEnded } from '../../../src/lab/run/why-ended.ts';
import { COST } from '../../support/synthetic-runs.ts';

const stop = { loss: 0.01, time: 4000 };
const facts = { steps: 400, time: 200, loss: 0.00998, initialLoss: 0.5 };
const peak = { step: 8, t: 4, loss: 6 };
const lambdas: Scalars = { initialSharpness: exact(6.5, COST), sharpness: exact(3.9, COST) };
const reached = 'Training loss 0.00998 reached the target 0.01 after 400 steps, at t = 200.';

describe('a run says why it ended', () => {
  test('alone where the loss never rose', () => {
    expect(whyEnded(stop, { ending: 'reached', facts, scalars: lambdas })).toBe(reached);
  });

  test('and that it catapulted, with λ before and after where both were measured', () => {
    const recovered = { step: 20, t: 10 };
    const flown = {
      ending: 'reached',
      facts: { ...facts, catapult: { peak, recovered } },
    } as const;
    const rose = 'the loss rose to 6 at t = 4, 12 × its first value, and was back at t = 10';
    expect(whyEnded(stop, { ...flown, scalars: lambdas })).toBe(
      `${reached} It catapulted: ${rose}; λ was 6.5 at the start and 3.9 at the end.`,
    );
    expect(whyEnded(stop, { ...flown, scalars: {} })).toBe(`${reached} It catapulted: ${rose}.`);
  });

  test('and that the loss was still above its first value where it did not come back', () => {
    const up = { ...facts, loss: 2, catapult: { peak, recovered: null } };
    expect(whyEnded(stop, { ending: 'completed', facts: up, scalars: lambdas })).toBe(
      'The run was over after 400 steps, at t = 200, with training loss 2. The loss rose to 6 at t = 4, ' +
        '12 × its first value, and did not come back to it.',
    );
  });
});
