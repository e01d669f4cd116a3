import { expect, test } from 'vitest';
import { adaptive, constant } from '../../../src/dynamics/integrate/controller.ts';

const at = { step: 3, t: 1, dt: 0.1 };
const attempt = (error: number, size = 1) => ({ at, error: { error, size }, order: 2 });

test('a constant controller accepts any step and keeps dt', () => {
  expect(constant(0.3).adapt({ at, error: null, order: 1 })).toEqual({ accept: true, dt: 0.3 });
});

test.each([
  ['at the tolerance', 1e-3, true, 0.8],
  ['at an eighth of it', 1.25e-4, true, 1.6],
  ['at eight times it', 8e-3, false, 0.4],
  ['at no error', 0, true, 5],
  ['at an error of any size', 1e9, false, 0.1],
  ['at an infinite error', Infinity, false, 0.1],
  ['at an error that is not a number', Number.NaN, false, 0.1],
])('an adaptive controller scales dt by 0.8 (tolerance/error)^⅓, within [0.1, 5]: %s', (...row) => {
  const [, error, accept, factor] = row;
  const next = adaptive(1e-3).adapt(attempt(error));
  expect(next.accept).toBe(accept);
  expect(Math.abs(next.dt / (0.1 * factor) - 1)).toBeLessThan(1e-12);
});

test('the tolerance is relative to the size of the weights', () => {
  expect(adaptive(1e-3).adapt(attempt(0.02, 100)).accept).toBe(true);
  expect(adaptive(1e-3).adapt(attempt(0.02, 10)).accept).toBe(false);
});

test('an adaptive controller refuses a solver without an error estimate', () => {
  expect(() => adaptive(1e-3).adapt({ at, error: null, order: 4 })).toThrow(
    'an adaptive controller needs a solver with an error estimate',
  );
});
