import { expect, test } from 'vitest';
import { inputFiles } from '../../../src/lab/experiment/input-files.ts';
import { methods } from '../../../src/lab/methods/registry.ts';
import { fileKindOf } from '../../../src/lab/spec/field.ts';
import { standard } from '../../support/standard-experiment.ts';

test('the standard recipe reads no file of the user', () => {
  expect(inputFiles(standard)).toEqual([]);
});

test('the files of a spec are those that data, network and method name', () => {
  const spec = {
    data: { ...standard.data, name: 'npz', path: '/data.npz' },
    network: { ...standard.network, init: '/w.npz' },
    method: { method: 'sgd', rate: 1, batch: 2, sampling: 'shuffled', preconditioner: '/p.npz' },
    start: {
      method: { method: 'gradient-descent', rate: 1, preconditioner: '/q.npz' },
      stop: { steps: 1 },
    },
  } as const;
  expect(inputFiles(spec)).toEqual([
    { key: 'data.path', path: '/data.npz', holds: 'data' },
    { key: 'network.init', path: '/w.npz', holds: 'arrays' },
    { key: 'start.method.preconditioner', path: '/q.npz', holds: 'arrays' },
    { key: 'method.preconditioner', path: '/p.npz', holds: 'arrays' },
  ]);
});

test('a key of a method whose value is a path is known by its type', () => {
  const named = methods.flatMap(({ name, keys }) =>
    Object.entries(keys).flatMap(([key, type]) => (fileKindOf(type) ? [`${name}.${key}`] : [])),
  );
  expect(named).toEqual([
    'gradient-descent.preconditioner',
    'sgd.preconditioner',
    'heavy-ball.preconditioner',
    'nesterov.preconditioner',
    'sam.preconditioner',
    'langevin.diffusion',
  ]);
});
