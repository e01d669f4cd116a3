import { describe, expect, test } from 'vitest';
import { powerOfTen, ticksFor } from '../../../src/report/plot/ticks.ts';

const labels = (low: number, high: number, kind: 'decades' | 'linear' = 'decades') =>
  ticksFor({ kind }, low, high).map(({ label }) => label);

describe('ticksFor', () => {
  test('several decades are marked by powers of ten', () => {
    expect(labels(0.005, 300)).toEqual(['10⁻²', '10⁻¹', '10⁰', '10¹', '10²']);
  });

  test('about one decade is marked at 1, 2 and 5, in plain digits', () => {
    expect(labels(0.015, 0.12)).toEqual(['0.02', '0.05', '0.1']);
  });

  test('a decade and a half is marked so too: one power of ten alone would say little', () => {
    expect(labels(0.018, 0.7)).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5']);
  });

  test('much less than a decade falls back to round steps', () => {
    expect(labels(21, 29)).toEqual(['22', '24', '26', '28']);
  });

  test('twenty decades are thinned to at most eight ticks', () => {
    expect(labels(1e-12, 1e8).length).toBeLessThanOrEqual(8);
  });

  test('a linear axis has equal decimals and a real minus', () => {
    expect(labels(-0.011, 0.011, 'linear')).toEqual([
      '−0.010',
      '−0.005',
      '0.000',
      '0.005',
      '0.010',
    ]);
  });

  test('every tick lies within the axis, at the value of its label', () => {
    for (const [low, high] of [
      [0.073, 0.091],
      [238, 487],
      [3e-5, 9e-5],
      [1e6, 4e6],
    ] as const) {
      const ticks = ticksFor({ kind: 'linear' }, low, high);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      for (const { value } of ticks) {
        expect(value).toBeGreaterThanOrEqual(low * (1 - 1e-9));
        expect(value).toBeLessThanOrEqual(high * (1 + 1e-9));
      }
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    }
  });

  test('exponents are written in superscript', () => {
    expect(powerOfTen(-12)).toBe('10⁻¹²');
  });
});
