import { expect, test } from 'vitest';
import type { Estimate } from '../../src/core/estimate.ts';
import { rng } from '../../src/core/random.ts';
import { eigenpairs } from '../../src/probes/spectrum/eigenvalues.ts';
import { sharpness } from '../../src/probes/spectrum/sharpness.ts';
import { threshold } from '../../src/probes/stability/threshold.ts';
import { exactTrace } from '../../src/probes/trace/diagonal.ts';
import { hutchPlusPlus } from '../../src/probes/trace/hutch-plus-plus.ts';
import { trace } from '../../src/probes/trace/hutchinson.ts';
import { operatorOf, traceOf, withSpectrum } from '../support/dense-matrices.ts';

const spectrum = Array.from({ length: 60 }, (_, i) => 5 * 0.7 ** i);
const matrix = withSpectrum(spectrum, rng(2));
const A = operatorOf(matrix);
const random = rng(3);
const sampled = { relativeError: 0.05, maxProbes: 2000, random };
const searched = { tolerance: 1e-3, maxIterations: 60, random };

const edge = 0.37;
const trains = (eta: number) => ({ stable: eta < edge, gradients: 1 });

test.each<[string, Estimate, number]>([
  ['exactTrace', exactTrace(A), traceOf(matrix)],
  ['sharpness', sharpness(A, searched), 5],
  [
    'an eigenvalue',
    eigenpairs(A, { top: 1, tolerance: 1e-3, maxProducts: 200, random }).top[0]!.value,
    5,
  ],
  ['threshold', threshold(trains, { guess: 1, width: 0.01 }), edge],
])('the bounds of %s are its interval, and hold the truth', (_, { interval, bounds }, truth) => {
  expect(bounds).toEqual(interval);
  expect(bounds![0]).toBeLessThanOrEqual(truth * (1 + 1e-12));
  expect(bounds![1]).toBeGreaterThanOrEqual(truth * (1 - 1e-12));
});

test('the error of a trace over random vectors is chance, but for round-off', () => {
  expect(trace(A, sampled)).not.toHaveProperty('bounds');
  const { value, interval, bounds } = hutchPlusPlus(A, sampled);
  const off = bounds![1] - value;
  expect(off).toBeLessThan(1e-6 * value);
  expect(off).toBeLessThan(1e-3 * (interval![1] - value));
});
