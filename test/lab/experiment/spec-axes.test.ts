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
