import { expect, test } from 'vitest';
import { axpy, dot, norm } from '../../src/linalg/float64.ts';

const x = Float64Array.of(3, -4, 0);
const y = Float64Array.of(1, 2, 5);

test('xᵀy is the sum of products, across float32 and float64', () => {
  expect(dot(x, y)).toBe(-5);
  expect(dot(Float32Array.of(0.5, 2, 1), x)).toBe(-6.5);
});

test('‖x‖ of (3, −4, 0) is 5', () => {
  expect(norm(x)).toBe(5);
  expect(norm(new Float64Array(3))).toBe(0);
});

test('a x + y leaves x and y alone', () => {
  expect(axpy(2, x, y)).toEqual(Float64Array.of(7, -6, 5));
  expect(x).toEqual(Float64Array.of(3, -4, 0));
  expect(y).toEqual(Float64Array.of(1, 2, 5));
});
