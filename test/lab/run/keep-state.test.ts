import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { startLabel } from '../../../src/lab/methods/start.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { base, errorOf, method } from '../../support/experiment-error.ts';
import { expectToResume } from '../../support/resumed.ts';
import { sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const text = (keys: string) => `
data: { name: quadratic, eigenvalues: [3, 1, 0.2, 0.01] }
measure: { trace: false, sharpness: false, threshold: false }
${keys}`;

const first = 'stop: { steps: 13 }';
const run = (keys: string) => execute(only(text(keys)), sources);

describe('start: { keep: state }', () => {
  test.each([
    ['heavy-ball, rate: 0.1', 'heavy-ball, rate: 0.05'],
    ['nesterov, rate: 0.1', 'nesterov, rate: 0.05'],
    ['adam, rate: 0.1', 'adam, rate: 0.05'],
    ['rmsprop, rate: 0.1', 'rmsprop, rate: 0.05'],
  ])('leaves the bytes of one run whose rate is halved on the way: %s', async (one, other) => {
    const schedule = 'schedule: { kind: piecewise, at: [13], factors: [0.5] }';
    const whole = await run(`methods: [{ method: ${one}, ${schedule} }]\nstop: { steps: 33 }`);
    const then = (keep: string) =>
      run(
        `start: { method: { method: ${one} }, ${first}${keep} }\nmethods: [{ method: ${other} }]\nstop: { steps: 20 }`,
      );
    const kept = await then(', keep: state');
    expect(kept.weights).toEqual(whole.weights);
    // Velocities, averages and the count of steps that corrects their bias.
    expect(kept.carried).toEqual(whole.carried);
    expect(kept.carried!.steps).toBe(33);
    expect(kept.facts.steps).toBe(20);
    expect(kept.series.step![0]).toBe(0);
    const weightsAlone = await then('');
    expect(weightsAlone.weights).not.toEqual(whole.weights);
    expect(weightsAlone.carried!.steps).toBe(20);
  });

  test('goes on from anywhere to the same bytes, to a target under noise too', async () => {
    const sgd = 'method: heavy-ball, momentum: 0.5, rate: 0.05, gradientNoise: 0.1';
    const spec = only(
      text(
        `start: { method: { ${sgd} }, ${first}, keep: state }\nmethods: [{ ${sgd} }]\nstop: { loss: 0.2, steps: 200 }\nmatch: loss`,
      ),
    );
    await expectToResume(spec, 4);
  });

  test('with another batch goes on with its velocity', async () => {
    const springs = 'data: { name: springs, walkers: 3, train: 20, start: 2 }';
    const keys = (keep: string) =>
      `${springs}\nmeasure: { trace: false, sharpness: false, threshold: false }\nstart: { method: { method: heavy-ball, rate: 0.01 }, ${first}${keep} }\nmethods: [{ method: heavy-ball, rate: 0.01, batch: 5 }]\nstop: { steps: 1 }`;
    const [kept, rest] = await Promise.all(
      [', keep: state', ''].map((keep) => execute(only(keys(keep)), sources)),
    );
    const moved = (r: typeof kept) => 2 - r!.weights[0]![0]!;
    // From the same weights by the same rows: v₁ = βv₀ + g against g.
    const velocity = kept!.carried!.arrays.v![0]! - rest!.carried!.arrays.v![0]!;
    expect(moved(kept) - moved(rest)).toBeCloseTo(0.01 * velocity, 6);
    expect(velocity).toBeGreaterThan(5);
  });

  test('RMSProp’s central flow begins with its mean square: dθ = −η g/(√v + ε), dν = (1 − α)/α (g² − v) in a step of η', async () => {
    const before = await run(`methods: [{ method: rmsprop, rate: 0.01 }]\n${first}`);
    const flow = await run(
      `start: { method: { method: rmsprop, rate: 0.01 }, ${first}, keep: state }\nmethods: [{ method: rmsprop-central-flow, rate: 1.0e-5, substeps: 1 }]\nstop: { steps: 1 }`,
    );
    const theta = before.weights[0]!;
    const { v } = before.carried!.arrays;
    const { nu } = flow.carried!.arrays;
    for (const [i, lambda] of [3, 1, 0.2, 0.01].entries()) {
      const g = lambda * theta[i]!;
      expectNear(flow.weights[0]![i]!, theta[i]! - (1e-5 * g) / (Math.sqrt(v![i]!) + 1e-8), {
        rtol: 1e-6,
      });
      expectNear(nu![i]!, v![i]! + (0.01 / 0.99) * (g * g - v![i]!), { rtol: 1e-5 });
    }
    expect(v![0]!).toBeGreaterThan(2 * 0.01 * (3 * theta[0]!) ** 2);
  });

  test('is said in the words of a start, and part of its spec alone', () => {
    const keys = (keep: string) =>
      `start: { method: { method: adam, rate: 0.1 }, ${first}${keep} }\nmethods: [{ method: adam, rate: 0.1 }]`;
    const [kept, alone, plain] = [', keep: state', ', keep: weights', ''].map(
      (keep) => only(text(keys(keep))).start!,
    );
    expect(kept).toEqual({ ...plain, keep: 'state' });
    expect(alone).toEqual(plain);
    expect(startLabel(kept!)).toBe('Adam η=0.1 for 13 steps (its state kept)');
  });

  test.each([
    [
      `${base}start: { method: { method: gradient-descent, rate: 0.1 }, stop: { steps: 5 }, keep: state }`,
      '4:79: start.keep is not used by gradient-descent, whose solver carries nothing over: drop it, or start by a method with a velocity or averages, such as heavy-ball or adam',
    ],
    [
      `${method('{ method: nesterov, rate: 0.1 }')}\nstart: { method: { method: heavy-ball, rate: 0.1 }, stop: { steps: 5 }, keep: state }`,
      '3:79: start.keep: state goes on by heavy-ball, and the runs by nesterov: name one method in both, or keep weights',
    ],
    [
      `${method('{ method: central-flow, rate: 0.1 }')}\nstart: { method: { method: rmsprop, rate: 0.1 }, stop: { steps: 5 }, keep: state }`,
      '3:76: start.keep: state goes on by rmsprop, and the runs by central-flow: name one method in both, or keep weights',
    ],
  ])('refuses %s', (file, message) => {
    expect(errorOf(file)).toBe(message);
  });
});
