import { describe, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import type { LossSlice } from '../../../src/report/arms/recorded-slice.ts';
import { barrierParts } from '../../../src/report/figures/barrier.ts';
import { contourParts } from '../../../src/report/figures/loss-contours.ts';
import { lineParts } from '../../../src/report/figures/loss-line.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { figureOf, type Parts } from '../../../src/report/sketch/sketch.ts';
import { COST } from '../../support/synthetic-runs.ts';

const spaced = (low: number, high: number, n: number) =>
  Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
const at = spaced(-1, 1, 21);

const planeOf = (
  f: (x: number, y: number) => number,
  path?: readonly (readonly number[])[],
): LossSlice => ({
  axes: [
    { label: 'Random direction 1', at },
    { label: 'Random direction 2', at },
  ],
  losses: at.map((y) => at.map((x) => f(x, y))),
  ...(path === undefined ? {} : { path }),
});
const lineOf = (f: (x: number) => number): LossSlice => ({
  axes: [{ label: 'Random direction', at }],
  losses: [at.map(f)],
});

const drawn = (parts: Omit<Parts, 'title'>): Figure =>
  figureOf({ id: 'slice', title: 'A title', ...parts });
const bowl = (x: number, y: number) => 0.01 + x ** 2 + 3 * y ** 2;
const path = [
  [0.8, 0.7],
  [0.5, -0.2],
  [0.2, 0.1],
  [0, 0],
];
const hump = (t: number) => 0.1 + 0.2 * t + Math.sin(Math.PI * t) ** 2;
const hill: LossSlice = {
  axes: [{ label: 'Share of the way t', at: spaced(0, 1, 33) }],
  losses: [spaced(0, 1, 33).map(hump)],
};
const barrier = (value: number, stderr: number, converged = true): Figure => {
  const interval = [value, value + stderr] as const;
  const height: Estimate = { value, stderr, interval, cost: COST, converged };
  return drawn(barrierParts(height, hill));
};

const figures: Record<string, Figure> = {
  bowl: drawn(contourParts(planeOf(bowl))),
  'a bowl with a trajectory': drawn(contourParts(planeOf(bowl, path))),
  saddle: drawn(contourParts(planeOf((x, y) => x ** 2 - y ** 2))),
  constant: drawn(contourParts(planeOf(() => 1))),
  'a loss of 0 at the middle': drawn(contourParts(planeOf((x, y) => x ** 2 + y ** 2))),
  holes: drawn(
    contourParts(
      planeOf((x, y) => (x > 0.6 ? Number.POSITIVE_INFINITY : x < -0.6 ? Number.NaN : bowl(x, y))),
    ),
  ),
  'one line': drawn(lineParts([{ label: 'θ', slice: lineOf((x) => bowl(x, 0)) }])),
  'three lines': drawn(
    lineParts([1, 2, 3].map((k) => ({ label: `seed ${k}`, slice: lineOf((x) => bowl(k * x, 0)) }))),
  ),
  'a line with a hole': drawn(
    lineParts([{ label: 'θ', slice: lineOf((x) => (x > 0.9 ? Number.NaN : 1 + x)) }]),
  ),
  barrier: barrier(1, 0.002),
  'no barrier': barrier(0, 0),
};

type Dataset = {
  readonly label?: string;
  readonly data: { x: number; y: number }[];
  readonly borderColor: string;
};
const datasets = ({ config }: Figure) =>
  (config.data as unknown as { datasets: readonly Dataset[] }).datasets;
const annotations = ({ config }: Figure) =>
  (
    config as unknown as {
      options: {
        plugins: {
          annotation: {
            annotations: {
              content: string;
              xValue: number;
              yValue: number;
              yMin: number;
              yMax: number;
            }[];
          };
        };
      };
    }
  ).options.plugins.annotation.annotations;

describe('figures of the landscape', () => {
  const render = createRenderer();
  const pngs = new Map<Figure, Buffer>();
  const pngOf = (figure: Figure): Buffer => {
    const png = pngs.get(figure) ?? Buffer.from(render(figure));
    pngs.set(figure, png);
    return png;
  };

  test.each(Object.entries(figures))(
    '%s: is JSON, renders, and says that no interval is drawn or which',
    (_, figure) => {
      expect(JSON.parse(JSON.stringify(figure.config))).toEqual(figure.config);
      expect(figure.caption).toMatch(/interval/i);
      const png = pngOf(figure);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
    },
  );

  test('differ from one another', () => {
    const all = Object.values(figures).map((figure) => pngOf(figure).toString('base64'));
    expect(new Set(all).size).toBe(all.length);
  });

  test('contours lie where the loss is what their labels say', () => {
    const figure = figures['a bowl with a trajectory']!;
    const labels = annotations(figure);
    expect(labels.length).toBeGreaterThanOrEqual(4);
    for (const { content, xValue, yValue } of labels) {
      const level = Number(content);
      expect(Math.abs(bowl(xValue, yValue) / level - 1)).toBeLessThan(0.02);
      const { borderColor } = datasets(figure).find(
        ({ label, data }) =>
          label === undefined && data.some(({ x, y }) => x === xValue && y === yValue),
      )!;
      const own = datasets(figure).filter(
        (one) => one.label === undefined && one.borderColor === borderColor,
      );
      for (const p of own.flatMap(({ data }) => data))
        expect(Math.abs(bowl(p.x, p.y) / level - 1)).toBeLessThan(0.02);
    }
  });

  test('the trajectory is drawn from start to end, and labels keep off it and off each other', () => {
    const figure = figures['a bowl with a trajectory']!;
    const [track, start, end] = datasets(figure);
    expect(track!.data).toEqual(path.map(([x, y]) => ({ x, y })));
    expect([start!.data, end!.data]).toEqual([[{ x: 0.8, y: 0.7 }], [{ x: 0, y: 0 }]]);
    expect(figure.caption).toContain('4 checkpoints');
    const labels = annotations(figure);
    const distance = (
      a: { xValue: number; yValue: number },
      b: { xValue: number; yValue: number },
    ) => Math.hypot(a.xValue - b.xValue, 0.55 * (a.yValue - b.yValue)) / 2;
    for (const [i, a] of labels.entries()) {
      for (const b of labels.slice(0, i)) expect(distance(a, b)).toBeGreaterThan(0.08);
      for (const [x, y] of path)
        expect(distance(a, { xValue: x!, yValue: y! })).toBeGreaterThan(0.03);
    }
  });

  test('holes are named, and no contour enters them', () => {
    expect(figures.holes!.caption).toContain('Blank where the loss is not finite');
    const lines = datasets(figures.holes!).filter(({ label }) => label === undefined);
    expect(lines.length).toBeGreaterThan(0);
    for (const p of lines.flatMap(({ data }) => data))
      expect(Math.abs(p.x)).toBeLessThanOrEqual(0.6 + 1e-9);
    expect(figures.constant!.caption).not.toContain('Blank');
  });

  test('a barrier is drawn from the chord to the greatest height above it, with its interval', () => {
    const rise = datasets(figures.barrier!).find(({ label }) => label === 'barrier 1')!;
    const [foot, top] = rise.data;
    expect(top!.y - foot!.y).toBeCloseTo(1, 9);
    expect(figures.barrier!.caption).toContain('Barrier, the greatest height above the chord: 1');
    expect(figures.barrier!.caption).toContain('interval [1, 1.002]');
    const labels = datasets(figures['no barrier']!).flatMap(({ label }) => label ?? []);
    expect(labels).toEqual(['loss', 'chord']);
    expect(barrier(1, 0.5, false).caption).toContain('did not reach');
  });

  test('a slice with the wrong number of axes is refused', () => {
    expect(() => contourParts(lineOf(Math.cos))).toThrow(/2 axes, not 1/);
    expect(() => lineParts([{ label: '', slice: planeOf(bowl) }])).toThrow(RangeError);
    expect(() => lineParts([])).toThrow(RangeError);
  });
});
