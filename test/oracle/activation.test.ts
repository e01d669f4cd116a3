import { describe, expect, test } from 'vitest';
import { type Activation, activations } from '../../src/problems/networks/names.ts';
import { activationJets } from './activation.ts';

// Values at −1 and 1 from 40-digit arithmetic, so that a wrong function cannot hide behind right
// derivatives of it.
const values: Readonly<Record<Activation, readonly [number, number]>> = {
  tanh: [-0.7615941559557649, 0.7615941559557649],
  relu: [0, 1],
  gelu: [-0.15865525393145705, 0.8413447460685429],
  softplus: [0.31326168751822286, 1.3132616875182228],
  sigmoid: [0.2689414213699951, 0.7310585786300049],
  elu: [-0.6321205588285577, 1],
  identity: [-1, 1],
};

describe.each(activations)('activation %s', (name) => {
  const jet = activationJets[name];

  test('has its known values at −1 and 1', () => {
    expect(Math.abs(jet(-1)[0] - values[name][0])).toBeLessThan(1e-15);
    expect(Math.abs(jet(1)[0] - values[name][1])).toBeLessThan(1e-15);
  });

  test('has derivatives that agree with central differences', () => {
    const eps = 1e-5;
    // Odd multiples of 1/16: no point lies within ε of the kink at 0.
    for (let x = -6 + 1 / 16; x <= 6; x += 1 / 8) {
      const [[a0, a1], [b0, b1]] = [jet(x - eps), jet(x + eps)];
      const [, slope, curvature] = jet(x);
      // Truncation ε²/6 · |a‴| ≤ 1e-10, rounding 6 · 1e-16/ε ≤ 1e-10.
      expect(Math.abs((b0 - a0) / (2 * eps) - slope)).toBeLessThan(5e-10);
      expect(Math.abs((b1 - a1) / (2 * eps) - curvature)).toBeLessThan(5e-10);
    }
  });

  test('is finite far from 0', () => {
    for (const x of [-800, -40, 40, 800])
      expect(jet(x).every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('conventions at the kink', () => {
  test('relu has both derivatives 0 at 0', () => {
    expect(activationJets.relu(0)).toEqual([0, 0, 0]);
  });

  test('elu has slope 1 and second derivative 0 at 0', () => {
    expect(activationJets.elu(0)).toEqual([0, 1, 0]);
  });
});
