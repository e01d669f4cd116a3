import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { experimentSchema } from '../../../src/lab/experiment/format.ts';
import { readExperiment } from '../../../src/lab/experiment/read.ts';
import { armKey, runId } from '../../../src/lab/experiment/run-id.ts';
import { descent, only, parse, specsOf, standard } from '../../support/standard-experiment.ts';

const { measure: allMeasured } = standard;

describe('a file', () => {
  test('needs only methods; the rest is the standard recipe with three seeds', () => {
    expect(specsOf(descent)).toEqual([0, 1, 2].map((seed) => ({ ...standard, seed })));
  });

  test('takes its title from the question, and its question from the methods', () => {
    expect(parse(`question: Why?\n${descent}`)).toMatchObject({ title: 'Why?', question: 'Why?' });
    expect(parse(`title: T\nquestion: Why?\n${descent}`)).toMatchObject({
      title: 'T',
      question: 'Why?',
    });
    const question = 'What does training by gradient-descent on mnist end in?';
    expect(parse(descent)).toMatchObject({ id: 'my', title: question, question });
  });

  test('may say linear for { kind: linear }, and glyphs for { name: glyphs }', () => {
    const spec = only(`${descent}network: linear\ndata: glyphs`);
    expect(spec.network).toEqual({ kind: 'linear', parametrisation: 'standard', scale: 1 });
    expect(spec.data).toEqual({ ...standard.data, name: 'glyphs' });
  });

  test('gives a cnn the feature maps of LeNet-5', () => {
    const { network } = only(`${descent}network: cnn`);
    expect(network).toEqual({
      kind: 'cnn',
      channels: [6, 16],
      activation: 'tanh',
      parametrisation: 'standard',
      scale: 1,
    });
  });

  test('gives each method its defaults', () => {
    const text = `methods:
      - { method: gradient-flow }
      - { method: gradient-flow, solver: rk4, dt: 0.01 }
      - { method: modified-flow, rate: 0.1 }
      - { method: stochastic-flow, rate: 0.1, batch: 4, dt: 0.01 }
      - { method: heavy-ball, rate: 0.1 }
      - { method: nesterov, rate: 0.1, batch: 4, momentum: 0.5 }
      - { method: adam, rate: 0.1 }
      - { method: rmsprop, rate: 0.1, batch: 8, average: 3 }
      - { method: sgd, rate: 0.1, batch: 4 }\nseeds: 1`;
    const batch = { batch: 4, sampling: 'shuffled' };
    expect(specsOf(text).map(({ method }) => method)).toEqual([
      { method: 'gradient-flow', solver: 'rkc2', tolerance: 1e-4 },
      { method: 'gradient-flow', solver: 'rk4', tolerance: 1e-4, dt: 0.01 },
      { method: 'modified-flow', rate: 0.1, solver: 'dormand-prince', tolerance: 1e-4 },
      {
        ...{ method: 'stochastic-flow', rate: 0.1, batch: 4, dt: 0.01 },
        ...{ sampling: 'with-replacement', drift: 'plain', covariance: 'full' },
      },
      { method: 'heavy-ball', rate: 0.1, momentum: 0.9 },
      { method: 'nesterov', rate: 0.1, momentum: 0.5, ...batch },
      { method: 'adam', rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      { method: 'rmsprop', rate: 0.1, alpha: 0.99, epsilon: 1e-8, ...batch, batch: 8, average: 3 },
      { method: 'sgd', rate: 0.1, ...batch },
    ]);
  });

  test.each([
    ['{ loss: 0.1 }', { loss: 0.1, steps: 100_000 }],
    ['{ loss: 0.1, time: 5 }', { loss: 0.1, time: 5 }],
    ['{ epochs: 2.5 }', { epochs: 2.5 }],
    ['{ steps: 10 }', { steps: 10 }],
    // A run that cannot stall has the name that it always had.
    ['{ steps: 10, stall: false }', { steps: 10 }],
    ['{ loss: 0.1, steps: 10, stall: true }', { loss: 0.1, steps: 10 }],
    ['{ loss: 0.1, steps: 10, stall: false }', { loss: 0.1, steps: 10, stall: false }],
  ])('with stop: %s ends at %j', (stop, expected) => {
    expect(only(`${descent}stop: ${stop}`).stop).toEqual(expected);
  });

  test.each([
    ['{ trace: false }', { ...allMeasured, trace: undefined }],
    ['{ trace: true, sharpness: false }', { ...allMeasured, sharpness: undefined }],
    ['{ threshold: false, points: 5 }', { ...allMeasured, threshold: undefined, points: 5 }],
    [
      '{ trace: { maxProbes: 7 } }',
      { ...allMeasured, trace: { relativeError: 0.03, maxProbes: 7 } },
    ],
    [
      '{ sharpness: { tolerance: 0.1 } }',
      { ...allMeasured, sharpness: { tolerance: 0.1, maxIterations: 200 } },
    ],
    ['{ threshold: { steps: 9 } }', { ...allMeasured, threshold: { width: 0.05, steps: 9 } }],
    ['{ snapshots: [10, 0, 10] }', { ...allMeasured, snapshots: [0, 10] }],
  ])('with measure: %s measures %j', (measure, expected) => {
    const spec = only(`${descent}measure: ${measure}`);
    expect(spec.measure).toEqual(expected);
    // Off is an absent key: an undefined one would look the same here and differ in `in`.
    expect(Object.values(spec.measure)).not.toContain(undefined);
  });

  test('resolves its paths against its own folder, and those of --set against the working one', () => {
    const text = `${descent}data: { name: csv, path: quickstart.yaml }`;
    expect(only(text).data.path).toBe(resolve('experiments/quickstart.yaml'));
    expect(only(text, ['data.path=package.json']).data.path).toBe(resolve('package.json'));
    expect(only(descent, ['data={ name: csv, path: package.json }']).data.path).toBe(
      resolve('package.json'),
    );
  });
});

test('the JSON Schema of the format requires methods and refuses other keys', () => {
  expect(experimentSchema()).toMatchObject({
    type: 'object',
    required: ['methods'],
    additionalProperties: false,
    properties: { data: { default: 'mnist' }, seeds: { default: 3 } },
  });
});

describe('each bundled experiment', () => {
  const folder = new URL('../../../experiments/', import.meta.url).pathname;
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

  test.each(files)('%s parses into different runs', (file) => {
    const { id, specs } = readExperiment(`${folder}${file}`);
    expect(`${id}.yaml`).toBe(file);
    expect(specs.length).toBeGreaterThan(0);
    expect(new Set(specs.map((spec) => runId(spec, '', ''))).size).toBe(specs.length);
  });

  test('quickstart is flow, 3 rates and 4 batch sizes with 5 seeds each', () => {
    const { specs } = readExperiment(`${folder}quickstart.yaml`);
    expect(specs).toHaveLength((1 + 3 + 4) * 5);
    expect(new Set(specs.map(armKey)).size).toBe(1 + 3 + 4);
    const { threshold: _, ...rest } = standard.measure;
    const measure = {
      ...rest,
      snapshots: [5, 20],
      trace: { relativeError: 0.02, maxProbes: 2000 },
    };
    const stop = { ...standard.stop, match: 'loss' };
    expect(specs).toContainEqual({ ...standard, seed: 2, stop, measure });
  });
});
