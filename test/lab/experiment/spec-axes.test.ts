import { expect, test } from 'vitest';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { axesOf } from '../../../src/lab/experiment/spec-axes.ts';

const axes = (text: string) => {
  const { specs } = parseExperiment(`question: q\n${text}`, 'x', 'x.yaml');
  return axesOf(specs[0]!);
};
const here = import.meta.filename;

test('a key has its own name, and its section where another has the name', () => {
  expect(
    axes(`data: { name: npz, path: ${here}, channels: first, scale: none, seed: 3 }
network: { kind: cnn, channels: [6, 16], scale: 2 }
methods: [{ method: sgd, rate: 0.1, batch: 4, schedule: { kind: cosine, steps: 9 } }]
stop: { loss: 0.1, steps: 5 }
`),
  ).toMatchObject({
    ...{ 'data.name': 'npz', 'data.channels': 'first', 'data.scale': 'none', 'data.seed': 3 },
    ...{ 'network.kind': 'cnn', 'network.channels': '[6,16]', 'network.scale': 2 },
    ...{ method: 'sgd', rate: 0.1, batch: 4, 'schedule.kind': 'cosine', 'schedule.steps': 9 },
    ...{ 'stop.loss': 0.1, 'stop.steps': 5, loss: 'squared-error', precision: 'single' },
  });
});

test('hidden layers that are alike have a width, and all a depth', () => {
  const of = (hidden: string) =>
    axes(`network: { hidden: ${hidden} }\nmethods: [{ method: gradient-descent, rate: 0.1 }]\n`);
  expect(of('[[16]]')).toMatchObject({ hidden: 16, width: 16, depth: 1 });
  expect(of('[32, 32]')).toMatchObject({ hidden: '[32,32]', width: 32, depth: 2 });
  expect(of('[32, 16]')).toMatchObject({ hidden: '[32,16]', depth: 2 });
  expect(of('[32, 16]')).not.toHaveProperty('width');
});

test('a key that is left out is an axis with the value that is meant, where it says something', () => {
  const of = (method: string) => axes(`methods: [{ ${method} }]\n`);
  const sgd = of('method: sgd, rate: 0.1, batch: 4');
  expect(sgd).toMatchObject({ labelFlips: 0, targetNoise: 0, gradientNoise: 0, average: 1 });
  expect(sgd).toMatchObject({ 'data.scale': 'deviation', linearised: false, bias: true });
  // Without mini-batches nothing is averaged, and nothing shuffled.
  const descent = of('method: heavy-ball, rate: 0.1');
  expect(descent).toMatchObject({ gradientNoise: 0 });
  expect(descent).not.toHaveProperty('average');
  expect(descent).not.toHaveProperty('sampling');
  expect(of('method: gradient-flow')).not.toHaveProperty('labelFlips');
});

test('an axis of noise may begin at none, which is the spec without the key', () => {
  const specs = (method: string) =>
    parseExperiment(`question: q\nmethods: [{ ${method} }]\nseeds: 1\n`, 'x', 'x.yaml').specs;
  const plain = specs('method: sgd, rate: 0.1, batch: 4');
  for (const key of ['labelFlips', 'targetNoise', 'gradientNoise'])
    expect(specs(`method: sgd, rate: 0.1, batch: 4, ${key}: [0, 0.2]`)[0]).toEqual(plain[0]);
  expect(specs('method: sgd, rate: 0.1, batch: 4, average: [1, 4]')[0]).toEqual(plain[0]);
  expect(specs('method: sgd, rate: 0.1, batch: 4, labelFlips: 0, targetNoise: 0.1')).toHaveLength(
    1,
  );
});

test('a start has axes of its own, of its method and of its stop rule', () => {
  const own = axes(`methods: [{ method: sgd, rate: 0.1, batch: 4 }]
start: { method: { method: heavy-ball, rate: 0.2 }, stop: { loss: 0.3 } }
stop: { steps: 5 }
`);
  expect(own).toMatchObject({ method: 'sgd', rate: 0.1, 'stop.steps': 5 });
  expect(own).toMatchObject({ 'start.method': 'heavy-ball', 'start.rate': 0.2 });
  expect(own).toMatchObject({ 'start.momentum': 0.9, 'start.loss': 0.3, 'start.steps': 100_000 });
  expect(own).not.toHaveProperty('stop.loss');
});
