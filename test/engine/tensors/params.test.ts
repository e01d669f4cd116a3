import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten, flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const shapes = [[2, 3], [3], [], [1, 2]];
const values = Float32Array.from({ length: 12 }, (_, i) => Math.fround(Math.sin(i)));

test('a vector cut into arrays and joined again is the same vector', () => {
  const theta = unflatten(values, shapes);
  expect(theta.map((t) => t.shape)).toEqual(shapes);
  expect(flatten(theta)).toEqual(values);
  dispose(theta);
});

test('arrays take their entries in order', () => {
  const theta = unflatten(values, shapes);
  expect(flatten(theta.slice(1, 2))).toEqual(values.slice(6, 9));
  dispose(theta);
});

test('float64 entries come back as they were, and as float32 rounded', () => {
  const exact = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i + 1));
  const theta = unflatten(exact, shapes);
  expect(flatten64(theta)).toEqual(exact);
  expect(flatten(theta)).toEqual(Float32Array.from(exact));
  dispose(theta);
});

test.each([11, 13, 0])('%d entries for shapes of 12 are refused, and nothing is made', (n) => {
  expect(() => unflatten(new Float32Array(n), shapes)).toThrow(
    `invalid vector; 12 entries expected, ${n} given`,
  );
});

test('a tensor refuses values that do not fill its shape', () => {
  expect(() => tensor(new Float32Array(5), [2, 3])).toThrow(
    'tensor of shape [2, 3] needs 6 values, not 5',
  );
});
