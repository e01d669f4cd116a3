import { describe, expect, test } from 'vitest';
import { contourLines, type Grid } from '../../../src/report/plot/contour-lines.ts';
import { levelsOf } from '../../../src/report/plot/levels.ts';
import { refine } from '../../../src/report/plot/refine.ts';
import { expectNear } from '../../support/expect-near.ts';

const spaced = (low: number, high: number, n: number) =>
  Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));

const gridOf = (f: (x: number, y: number) => number, n = 41): Grid => {
  const [x, y] = [spaced(-1, 1, n), spaced(-2, 2, n)];
  return { x, y, values: y.map((b) => x.map((a) => f(a, b))) };
};

const bowl = (x: number, y: number) => x ** 2 + y ** 2;

describe('contour lines', () => {
  test('of a bowl are one closed circle, to second order in the spacing', () => {
    let before = Number.POSITIVE_INFINITY;
    for (const n of [21, 41, 81]) {
      const [line, ...others] = contourLines(gridOf(bowl, n), 0.5);
      expect(others).toEqual([]);
      expect(line![0]).toEqual(line!.at(-1));
      const error = Math.max(...line!.map((p) => Math.abs(Math.hypot(p.x, p.y) - Math.SQRT1_2)));
      expect(error).toBeLessThan(before / 2);
      before = error;
      // Once round: the angles add up to 2π.
      const turned = line!.slice(1).reduce((sum, p, i) => {
        const q = line![i]!;
        return sum + Math.atan2(q.x * p.y - q.y * p.x, q.x * p.x + q.y * p.y);
      }, 0);
      expectNear(Math.abs(turned), 2 * Math.PI, { rtol: 1e-9 });
    }
  });

  test('of a plane are exact, and end on the frame', () => {
    const [line, ...others] = contourLines(
      gridOf((x, y) => 3 * x + y),
      0.25,
    );
    expect(others).toEqual([]);
    for (const p of line!) expectNear(3 * p.x + p.y, 0.25, { atol: 1e-12 });
    const onFrame = ({ x, y }: { x: number; y: number }) => Math.abs(x) === 1 || Math.abs(y) === 2;
    expect([line![0]!, line!.at(-1)!].every(onFrame)).toBe(true);
    expect(line!.slice(1, -1).some(onFrame)).toBe(false);
  });

  test('of two bowls are two circles below the pass, one line above it', () => {
    const two = gridOf((x, y) => Math.min(bowl(x, y - 1), bowl(x, y + 1)));
    expect(contourLines(two, 0.5).length).toBe(2);
    // Above it the outline leaves the frame at the sides.
    const outline = contourLines(two, 0.99);
    expect(
      outline
        .flat()
        .every((p) => Math.abs(Math.min(bowl(p.x, p.y - 1), bowl(p.x, p.y + 1)) - 0.99) < 0.05),
    ).toBe(true);
  });

  test('leave out cells whose corners are not finite, and pass through values equal to the level', () => {
    const holed = gridOf((x, y) => (bowl(x, y) < 0.09 ? Number.NaN : bowl(x, y)));
    expect(contourLines(holed, 0.04)).toEqual([]);
    expect(contourLines(holed, 0.5).length).toBe(1);
    const steps = gridOf((x, y) => Math.round(2 * x) + 0 * y);
    for (const p of contourLines(steps, 1).flat()) expect(Number.isFinite(p.x + p.y)).toBe(true);
    // A hole that the line runs into ends it: two pieces of the circle are left.
    const cut = gridOf((x, y) => (Math.abs(x) < 0.2 ? Number.POSITIVE_INFINITY : bowl(x, y)));
    const pieces = contourLines(cut, 0.5);
    expect(pieces.length).toBe(2);
    for (const p of pieces.flat()) expect(Math.abs(p.x)).toBeGreaterThanOrEqual(0.2);
    expect(
      contourLines(
        gridOf(() => 1),
        1,
      ),
    ).toEqual([]);
  });
});

describe('levels', () => {
  test('are round and evenly spaced in the logarithm where the loss spans decades', () => {
    const { scale, at } = levelsOf([0.004, 3, 0.5]);
    expect(scale).toBe('logarithmic');
    expect(at).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
  });

  test('are evenly spaced otherwise', () => {
    const { scale, at } = levelsOf([-1, 1]);
    expect(scale).toBe('linear');
    for (const [i, level] of at.entries())
      if (i > 0) expectNear(level - at[i - 1]!, at[1]! - at[0]!, { rtol: 1e-9 });
    expect(at.length).toBeGreaterThanOrEqual(3);
  });

  test('lie strictly inside, are never too many, and ignore what is not finite and a loss of 0', () => {
    for (const values of [
      [1e-12, 1e12],
      [0, 1e-3, 7],
      [2, 2.1, Number.NaN, Number.POSITIVE_INFINITY],
      [0.9, 7],
    ]) {
      const positive = values.filter((v) => Number.isFinite(v) && v > 0);
      const { at } = levelsOf(values);
      expect(at.length).toBeGreaterThanOrEqual(3);
      expect(at.length).toBeLessThanOrEqual(16);
      expect(at[0]).toBeGreaterThan(Math.min(...positive));
      expect(at.at(-1)).toBeLessThan(Math.max(...positive));
    }
    expect(levelsOf([1, 1]).at).toEqual([]);
    expect(levelsOf([]).at).toEqual([]);
  });
});

describe('a refined grid', () => {
  test('is exact for polynomials of degree 2, to its edges', () => {
    const f = (x: number, y: number) => 9 + x - 2 * y + 3 * x * y + x ** 2 - y ** 2;
    const fine = refine(gridOf(f, 6), 4);
    expect(fine.x.length).toBe(21);
    // Clipped below the least value given.
    for (const [j, b] of fine.y.entries())
      for (const [i, a] of fine.x.entries())
        expectNear(
          fine.values[j]![i]!,
          Math.max(f(a, b), Math.min(...gridOf(f, 6).values.flat())),
          { atol: 1e-12 },
        );
  });

  test('keeps the given values, and no value below the least', () => {
    const rough = gridOf((x, y) => Math.abs(Math.sin(7 * x) * Math.cos(5 * y)) + 0.001, 12);
    const fine = refine(rough, 3);
    for (const [j, row] of rough.values.entries())
      for (const [i, value] of row.entries()) expect(fine.values[3 * j]![3 * i]).toBe(value);
    expect(Math.min(...fine.values.flat())).toBe(Math.min(...rough.values.flat()));
  });

  test('does not spread a hole beyond the cells about it', () => {
    const holed = gridOf((x, y) => x + y + 4, 7);
    const values = holed.values.map((row, j) =>
      row.map((v, i) => (i === 3 && j === 3 ? Number.NaN : v)),
    );
    const fine = refine({ ...holed, values }, 2);
    for (const [j, row] of fine.values.entries())
      for (const [i, value] of row.entries())
        expect(Number.isFinite(value)).toBe(!(i > 4 && i < 8 && j > 4 && j < 8));
  });
});
