import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import type { ProbeContext } from '../../../src/lab/probes/probe.ts';
import {
  gradientMass,
  gradientNoiseInteraction,
} from '../../../src/lab/probes/stochastic/interaction.ts';
import { checkNeeds } from '../../../src/lab/runner/probe-needs.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { smallRun, smallSpec } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const sgd = '{ method: sgd, rate: 0.05, batch: 5 }';
const valuesOf = async (method: string, measure: string) => {
  const { scalars } = await smallRun(method, 'steps: 8', measure);
  return Object.fromEntries(Object.entries(scalars).map(([key, { value }]) => [key, value]));
};

describe('the step of SGD', () => {
  test('is that of the rate where the run is, of its schedule or of the option', async () => {
    const at = (rate: number) =>
      valuesOf(sgd, `gradientSquared: true, stepLossChange: { rate: ${rate}, maxBatches: 64 }`);
    const half =
      '{ method: sgd, rate: 0.05, batch: 5, schedule: { kind: step-decay, every: 8, factor: 0.5 } }';
    const plain = await at(0.05);
    const unasked = await valuesOf(
      sgd,
      'gradientSquared: true, stepLossChange: { maxBatches: 64 }',
    );
    expect(unasked.stepLossChange).toBe(plain.stepLossChange);
    const decayed = await valuesOf(
      half,
      'gradientSquared: true, stepLossChange: { maxBatches: 64 }',
    );
    // The eighth step has gone, so that the next one is of the decayed rate.
    const unit = decayed.stepLossChange! / (decayed.relativeLossChange! * decayed.gradientSquared!);
    expect(unit / 0.05).toBeLessThan(0.6);
    // A long step gains less for its length.
    const long = await at(0.5);
    expect(long.relativeLossChange!).toBeGreaterThan(plain.relativeLossChange!);
  });

  test('of a method without a rate is measured only at one that is given', async () => {
    const flow = '{ method: gradient-flow }';
    expect(await valuesOf(flow, 'stepLossChange: true')).not.toHaveProperty('stepLossChange');
    const given = await valuesOf(flow, 'stepLossChange: { rate: 0.001, maxBatches: 64 }');
    expect(given.stepLossChange).toBeLessThan(0);
  });
});

test('mini-batches are of the size asked for, and no larger than the training set', async () => {
  const of = (more: string) =>
    valuesOf(sgd, `gradientNoiseInteraction: { maxBatches: 400, ${more} }`);
  const [one, all] = [await of('batch: 1'), await of('batch: 30, sampling: without-replacement')];
  // Without noise it is the curvature along the gradient, ∇LᵀH∇L/‖∇L‖².
  const sharp = await valuesOf(sgd, 'eigenvalues: { top: 1, bottom: 0 }');
  expect(all.gradientNoiseInteraction!).toBeLessThanOrEqual(sharp.eigenvalue1! * 1.001);
  expect(one.gradientNoiseInteraction).not.toBe(all.gradientNoiseInteraction);
});

test('refuses mini-batches and spaces that are too large, in a line', () => {
  const objective = { examples: 30, parameters: 97 };
  const context = { method: {}, task: { objective }, random: rng(0) } as unknown as ProbeContext;
  expect(() =>
    gradientNoiseInteraction.measure(context, gradientNoiseInteraction.read({ batch: 31 })),
  ).toThrow('measure.gradientNoiseInteraction.batch 31 exceeds the 30 training examples: lower it');
  expect(() => gradientMass.measure(context, gradientMass.read({ top: 97 }))).toThrow(
    'measure.gradientMass.top 97 is not below the 97 parameters: lower it',
  );
});

describe('along the steps of a method with a velocity', () => {
  const draws = '{ maxBatches: 64 }';
  const asked = `momentumBatchSharpness: ${draws}, batchSharpnessRatio: ${draws}, gaussNewtonBatchSharpness: ${draws}`;

  test('at rest it is batch sharpness itself', async () => {
    const resting = '{ method: heavy-ball, rate: 0.01, batch: 5, momentum: 0 }';
    const { momentumBatchSharpness, momentumBatchSharpnessRatio } = await valuesOf(resting, asked);
    const plain = await valuesOf(
      resting,
      `batchSharpness: ${draws}, batchSharpnessRatio: ${draws}`,
    );
    // Other mini-batches.
    expect(momentumBatchSharpness! / plain.batchSharpness!).toBeGreaterThan(0.7);
    expect(momentumBatchSharpness! / plain.batchSharpness!).toBeLessThan(1.4);
    expect(momentumBatchSharpnessRatio! / plain.batchSharpnessRatio!).toBeGreaterThan(0.7);
    expect(momentumBatchSharpnessRatio! / plain.batchSharpnessRatio!).toBeLessThan(1.4);
  });

  test('is refused in one line where no method has a velocity, or where it is not known', () => {
    const text = (methods: string) =>
      `question: q\nmethods: [${methods}]\nmeasure: { momentumBatchSharpness: true }`;
    for (const method of [sgd, '{ method: adam, rate: 0.01, batch: 5 }']) {
      expect(errorOf(text(method))).toBe(
        '3:36: measure.momentumBatchSharpness needs steps along a velocity, as of heavy-ball or nesterov, and no method here has one: measure batchSharpness',
      );
    }
    const nesterov = '{ method: nesterov, rate: 0.01, batch: 5 }';
    expect(parseExperiment(text(`${sgd}, ${nesterov}`), 'two', 'two.yaml').specs).toHaveLength(6);
    const ask = (method: string) => () =>
      checkNeeds({
        asked: { momentumBatchSharpness: {} },
        spec: smallSpec(method, 'steps: 1', ''),
      } as never);
    expect(ask(sgd)).toThrow(
      'momentumBatchSharpness needs steps along a velocity, as of heavy-ball or nesterov, and those of SGD B=5 η=0.05 are not: measure batchSharpness',
    );
    expect(ask(nesterov)).toThrow(
      'momentumBatchSharpness needs the velocity that Nesterov B=5 η=0.01 carries beside the weights: name the folder of its run',
    );
  });

  test.each(['heavy-ball', 'nesterov'])(
    'the step of %s is the one that its solver takes',
    (name) => {
      const [eta, theta, v, g] = [0.5, 3, -1, 0.25];
      const entry = `{ method: ${name}, rate: ${eta}, momentum: 0.5 }`;
      const method = methodOf(smallSpec(entry, 'steps: 1', '').method);
      const { solver } = method.build({
        objective: objectiveOf(([x]) => mul(x!, g), [[]]),
        random: rng(0),
        readArrays: () => ({}),
      });
      const at = [tensor(Float32Array.of(theta), [])];
      const stepper = solver.bind({ drift: () => [tensor(Float32Array.of(-g), [])] }, 'single');
      const { state } = stepper.init(at);
      const moving = { ...state, vectors: { v: [tensor(Float32Array.of(v), [])] } };
      const step = stepper.step(at, { step: 3, t: 0, dt: eta }, moving);
      const s = (theta - flatten64(step.theta)[0]!) / eta;
      const { gradient, velocity } = method.velocity!;
      expect(s).toBeCloseTo(gradient * g + velocity * v, 6);
      const vectors = [state, moving, step.state].flatMap((of) => Object.values(of.vectors).flat());
      dispose([...at, ...step.theta, ...vectors]);
      stepper.dispose();
    },
  );
});
