import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { doubleWell, twoWells, walkersIn } from '../../../src/problems/toys/wells.ts';
import { derivatives, EXACT } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const slope = (U: { at(x: number): number }, x: number) => (U.at(x + 1e-6) - U.at(x - 1e-6)) / 2e-6;
const bend = (U: { at(x: number): number }, x: number) =>
  (U.at(x + 1e-4) - 2 * U.at(x) + U.at(x - 1e-4)) / 1e-8;

const cases = [
  [
    'a double well',
    doubleWell(0.7, 1.5),
    0.7,
    [(8 * 0.7) / 2.25, (4 * 0.7) / 2.25, (8 * 0.7) / 2.25],
  ],
  ['two wells', twoWells([4, 0.5], 2, 0.7), 0.7, [4, 2, 0.5]],
] as const;

test.each(cases)('%s: minima of value 0, the height and the curvatures asked for', (_, U, b, h) => {
  const [left, top, right] = U.places;
  for (const x of [left, right]) expect(U.at(x)).toBeCloseTo(0, 12);
  expect(U.at(top)).toBeCloseTo(b, 12);
  for (const x of U.places) expect(slope(U, x)).toBeCloseTo(0, 8);
  expect(bend(U, left)).toBeCloseTo(h[0], 4);
  expect(bend(U, top)).toBeCloseTo(-h[1], 4);
  expect(bend(U, right)).toBeCloseTo(h[2], 4);
});

test.each(cases)('%s has no kink', (_, U) => {
  for (let x = -4; x < 4; x += 0.01)
    expect(Math.abs(slope(U, x + 0.01) - slope(U, x))).toBeLessThan(0.01 * 200);
  for (let x = -4; x < 4; x += 0.001)
    expect(Math.abs(slope(U, x + 0.001) - slope(U, x))).toBeLessThan(0.001 * 200);
});

test.each(cases)('%s on the engine is the sum over walkers', (_, U) => {
  const at = Float64Array.of(-3, -1.2, -0.1, 0.3, 1.4, 2.5);
  const toy = walkersIn(U, 6);
  const found = derivatives(toy.objective, at);
  toy.dispose();
  const value = at.reduce((total, x) => total + U.at(x), 0);
  expect(Math.abs(found.value / value - 1)).toBeLessThan(EXACT);
  for (const [j, x] of at.entries()) {
    expect(found.gradient[j]!).toBeCloseTo(slope(U, x), 6);
    expect(found.hessian[j * 6 + j]!).toBeCloseTo(bend(U, x), 3);
  }
});
