import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { density } from '../../../src/probes/spectrum/density.ts';
import { operatorOf, withSpectrum } from '../../support/dense-matrices.ts';

const range = (count: number, f: (t: number) => number) =>
  Array.from({ length: count }, (_, i) => f((i + 0.5) / count));

/** Spectra of 120 eigenvalues, with whether 20 to 45 Lanczos steps can tell the signs. */
const spectra = [
  {
    name: 'convex and singular',
    spectrum: [...range(50, () => 0), ...range(70, (t) => 0.2 + t)],
    told: true,
  },
  {
    name: 'of three kinds',
    spectrum: [
      ...range(30, (t) => -0.5 - 0.3 * t),
      ...range(40, () => 0),
      ...range(50, (t) => 0.4 + t),
    ],
    told: true,
  },
  { name: 'positive definite', spectrum: range(120, (t) => 1 + t), told: true },
  {
    name: 'of every size and both signs',
    spectrum: [...range(60, (t) => -(10 ** (-8 * t))), ...range(60, (t) => 10 ** (-8 * t))],
    told: false,
  },
  { name: 'spread evenly through 0', spectrum: range(120, (t) => 2 * t - 1), told: false },
];

describe.each(spectra)('the signs of a spectrum $name', ({ spectrum, told }) => {
  const A = operatorOf(withSpectrum(spectrum, rng(2)));
  const zero = 1e-4 * Math.max(...spectrum.map(Math.abs));
  const share = (which: (x: number) => boolean) => spectrum.filter(which).length / spectrum.length;
  const found = Array.from({ length: 60 }, (_, seed) => {
    const options = { tolerance: 0.05, maxProbes: 32, maxIterations: 200, random: rng(seed) };
    return density(A, options).signs;
  });

  test.each([
    ['negative', share((x) => x < -zero)],
    ['zero', share((x) => Math.abs(x) <= zero)],
  ] as const)('the intervals of the %s share hold %d', (name, truth) => {
    const held = found.filter(({ [name]: { interval } }) => {
      return interval![0] <= truth && truth <= interval![1];
    });
    // Student intervals at 95 % over few start vectors, where chance is all that is left.
    expect(held.length).toBeGreaterThanOrEqual(54);
  });

  test('what is not told is said', () => {
    for (const { negative, zero, undecided } of found) {
      expect(negative.value + zero.value + undecided.value).toBeLessThanOrEqual(1 + 1e-12);
      expect(undecided.value <= 0.05).toBe(told);
      if (!told) expect([negative.converged, zero.converged]).toEqual([false, false]);
    }
  });

  test('where none is negative, none is said to be', () => {
    const most = Math.max(...found.map(({ negative }) => negative.value));
    if (Math.min(...spectrum) >= 0) expect(most).toBe(0);
    else expect(most).toBeGreaterThan(0.05);
  });
});
