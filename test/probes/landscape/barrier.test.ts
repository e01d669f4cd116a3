import { describe, expect, test } from 'vitest';
import { barrier } from '../../../src/probes/landscape/barrier.ts';
import { expectNear } from '../../support/expect-near.ts';

const options = { intervals: 8, maxIntervals: 1024, tolerance: 1e-3 };

describe('the barrier between two points', () => {
  // Heights above the chord, with their greatest values.
  const peak = 1 / Math.sqrt(3);
  test.each([
    ['a parabola', (t: number) => 4 * t * (1 - t), 1],
    ['a parabola on a slope', (t: number) => 2 - t + 4 * t * (1 - t), 1],
    // t − t³ is greatest at 1/√3, on no grid.
    ['a cubic', (t: number) => t - t ** 3, peak - peak ** 3],
    ['a kink at 0.3, of relu', (t: number) => Math.min(t / 0.3, (1 - t) / 0.7), 1],
    ['sin² πt · 3', (t: number) => 3 * Math.sin(Math.PI * t) ** 2 + 5 * t, 3],
  ])('of %s is in its interval, to the tolerance', (_, loss, exact) => {
    const { height, slice } = barrier(loss, options);
    expect(height.converged).toBe(true);
    expect(height.interval![0]).toBeLessThanOrEqual(exact + 1e-12);
    expect(height.interval![1]).toBeGreaterThanOrEqual(exact - 1e-12);
    expectNear(height.value, exact, { rtol: 3e-3 });
    expect(height.stderr).toBeLessThanOrEqual(1e-3 * Math.max(...slice.losses[0]!));
  });

  test('holds its interval on every grid, however coarse', () => {
    const exact = peak - peak ** 3;
    for (let n = 4; n <= 64; n++) {
      const { height } = barrier((t) => t - t ** 3, { ...options, intervals: n, maxIntervals: n });
      expect(height.interval![0]).toBeLessThanOrEqual(exact);
      expect(height.interval![1]).toBeGreaterThanOrEqual(exact);
      // Of second order in the spacing: at most h² |L''|/2, where −L'' = 6 t.
      expect(height.stderr).toBeLessThan(3 / n ** 2);
    }
  });

  test('holds its interval at a kink, wherever it falls', () => {
    for (let k = 1; k < 200; k++) {
      const at = k / 200;
      const tent = (t: number) => 1 + Math.min(t / at, (1 - t) / (1 - at));
      const { height } = barrier(tent, { ...options, intervals: 8, maxIntervals: 8 });
      expect(height.interval![0]).toBeLessThanOrEqual(1 + 1e-12);
      // Within the first and the last interval nothing shows how far it goes up.
      if (at >= 1 / 8 && at <= 7 / 8) expect(height.interval![1]).toBeGreaterThanOrEqual(1 - 1e-12);
    }
  });

  test('of a valley is 0, at the ends', () => {
    const { height } = barrier((t) => 1 + t + 3 * t * (t - 1), options);
    expect(height.value).toBe(0);
    expect(height.stderr).toBe(0);
    expect(height.converged).toBe(true);
  });

  test('evaluates no point twice, and counts a third of a gradient each', () => {
    const seen: number[] = [];
    const { height, slice } = barrier((t) => {
      seen.push(t);
      return t - t ** 3;
    }, options);
    expect(new Set(seen).size).toBe(seen.length);
    expect(slice.axes[0]!.at.length).toBe(seen.length);
    expect(height.cost.gradients).toBe(Math.ceil(seen.length / 3));
  });

  test('is not converged where the grids run out, nor where the loss is not finite', () => {
    const narrow = (t: number) => Math.exp(-((40 * (t - 0.5)) ** 2));
    expect(barrier(narrow, { ...options, maxIntervals: 16 }).height.converged).toBe(false);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { height } = barrier((t) => (t === 0.5 ? bad : 1), options);
      expect(height.value).toBeNaN();
      expect(height.converged).toBe(false);
    }
  });

  test('throws where it is misused', () => {
    const flat = () => 1;
    expect(() => barrier(flat, { ...options, intervals: 1 })).toThrow(/intervals/);
    expect(() => barrier(flat, { ...options, maxIntervals: 7 })).toThrow(/maxIntervals/);
    expect(() => barrier(flat, { ...options, tolerance: 0 })).toThrow(/tolerance/);
  });
});
