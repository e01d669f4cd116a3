import { describe, expect, test } from 'vitest';
import { gap } from '../../../src/probes/generalization/gap.ts';
import { expectNear } from '../../support/expect-near.ts';

const cost = { gradients: 0, hvps: 0, seconds: 0.25 };
const train = { losses: Float32Array.of(0.5, 0.25, 0), accuracy: 1 };
const test4 = { losses: [0.5, 1.5, 1, 3], accuracy: 0.75 };

describe('gap', () => {
  const found = gap(train, test4, cost);

  test('is test minus training loss, and training minus test accuracy', () => {
    expect(found.trainLoss.value).toBe(0.25);
    expect(found.testLoss.value).toBe(1.5);
    expect(found.lossGap.value).toBe(1.25);
    expect(found.trainAccuracy!.value).toBe(1);
    expect(found.testAccuracy!.value).toBe(0.75);
    expect(found.accuracyGap!.value).toBe(0.25);
  });

  test('gives the losses s/√n, from the test side alone', () => {
    // Deviations −1, 0, −½, 3/2 have squares 1 + 0 + ¼ + 9/4 = 3½; s² = 3.5/3, over n = 4.
    const stderr = Math.sqrt(3.5 / 3 / 4);
    expectNear(found.testLoss.stderr, stderr, { rtol: 1e-15 });
    expectNear(found.lossGap.stderr, stderr, { rtol: 1e-15 });
    expect(found.trainLoss.stderr).toBe(0);
  });

  test('gives the accuracies √(p(1 − p)/n), from the test side alone', () => {
    const stderr = Math.sqrt((0.75 * 0.25) / 4);
    expectNear(found.testAccuracy!.stderr, stderr, { rtol: 1e-15 });
    expectNear(found.accuracyGap!.stderr, stderr, { rtol: 1e-15 });
    expect(found.trainAccuracy!.stderr).toBe(0);
  });

  test('every part carries the cost, and is converged', () => {
    for (const part of Object.values(found)) {
      expect(part.cost).toBe(cost);
      expect(part.converged).toBe(true);
    }
  });

  test('a negative gap keeps its sign', () => {
    const { lossGap, accuracyGap } = gap(test4, train, cost);
    expect(lossGap.value).toBe(-1.25);
    expect(accuracyGap!.value).toBe(-0.25);
  });

  test.each([0, 1])('an accuracy of exactly %d has standard error 0', (accuracy) => {
    const { testAccuracy, accuracyGap } = gap(train, { ...test4, accuracy }, cost);
    expect(testAccuracy!.stderr).toBe(0);
    expect(accuracyGap!.stderr).toBe(0);
  });

  test('of targets that are no classes has no accuracies', () => {
    const values = gap({ losses: [1, 2] }, { losses: [3] }, cost);
    expect(Object.keys(values)).toEqual(['trainLoss', 'testLoss', 'lossGap']);
    expect(values.lossGap.value).toBe(1.5);
  });

  test('one test example says nothing of its spread', () => {
    const { testLoss } = gap(train, { losses: [2], accuracy: 1 }, cost);
    expect(testLoss.value).toBe(2);
    expect(testLoss.stderr).toBe(Number.POSITIVE_INFINITY);
  });

  test('losses that are not finite give a gap that is not a number, and do not throw', () => {
    const { lossGap } = gap(train, { losses: [1, Number.NaN], accuracy: 0.5 }, cost);
    expect(lossGap.value).toBeNaN();
  });

  test('refuses a side without losses', () => {
    const none = { losses: [], accuracy: 0 };
    expect(() => gap(none, test4, cost)).toThrow(RangeError);
    expect(() => gap(train, none, cost)).toThrow(RangeError);
  });
});
