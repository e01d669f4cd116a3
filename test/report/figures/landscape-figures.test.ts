import { describe, expect, test } from 'vitest';
import type { Barrier } from '../../../src/probes/landscape/barrier.ts';
import type { LossSlice } from '../../../src/probes/landscape/slice.ts';
import { contourFigure } from '../../../src/report/figures/contour-figure.ts';
import { barrierFigure, lineFigure } from '../../../src/report/figures/slice-figure.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
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
  cost: COST,
});
const lineOf = (f: (x: number) => number): LossSlice => ({
  axes: [{ label: 'Random direction', at }],
  losses: [at.map(f)],
  cost: COST,
});

const about = (id: string) => ({ id, title: 'A title', recipe: 'Recipe: 512 examples.' });
const bowl = (x: number, y: number) => 0.01 + x ** 2 + 3 * y ** 2;
const path = [
  [0.8, 0.7],
  [0.5, -0.2],
  [0.2, 0.1],
  [0, 0],
];
const hump = (t: number) => 0.1 + 0.2 * t + Math.sin(Math.PI * t) ** 2;
const barrier = (value: number, stderr: number, converged = true): Barrier => ({
  height: { value, stderr, interval: [value, value + stderr], cost: COST, converged },
  slice: {
    axes: [{ label: 'Share of the way t', at: spaced(0, 1, 33) }],
    losses: [spaced(0, 1, 33).map(hump)],
    cost: COST,
  },
});

const figures: Record<string, Figure> = {
  bowl: contourFigure(planeOf(bowl), about('bowl')),
  'a bowl with a trajectory': contourFigure(planeOf(bowl, path), about('path')),
  saddle: contourFigure(
    planeOf((x, y) => x ** 2 - y ** 2),
    about('saddle'),
  ),
  constant: contourFigure(
    planeOf(() => 1),
    about('constant'),
  ),
  'a loss of 0 at the middle': contourFigure(
    planeOf((x, y) => x ** 2 + y ** 2),
    about('zero'),
  ),
  holes: contourFigure(
    planeOf((x, y) => (x > 0.6 ? Number.POSITIVE_INFINITY : x < -0.6 ? Number.NaN : bowl(x, y))),
    about('holes'),
  ),
  'one line': lineFigure([{ label: 'θ', slice: lineOf((x) => bowl(x, 0)) }], about('line')),
  'three lines': lineFigure(
    [1, 2, 3].map((k) => ({ label: `seed ${k}`, slice: lineOf((x) => bowl(k * x, 0)) })),
    about('lines'),
  ),
  'a line with a hole': lineFigure(
    [{ label: 'θ', slice: lineOf((x) => (x > 0.9 ? Number.NaN : 1 + x)) }],
    about('hole'),
  ),
  barrier: barrierFigure(barrier(1, 0.002), about('barrier')),
  'no barrier': barrierFigure(barrier(0, 0), about('none')),
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
  const drawn = new Map<Figure, Buffer>();
  const pngOf = (figure: Figure): Buffer => {
    const png = drawn.get(figure) ?? Buffer.from(render(figure));
    drawn.set(figure, png);
    return png;
  };

  test.each(Object.entries(figures))(
    '%s: is JSON, renders, and says that no interval is drawn or which',
    (_, figure) => {
      expect(JSON.parse(JSON.stringify(figure.config))).toEqual(figure.config);
      expect(figure.caption).toMatch(/interval/i);
      expect(figure.caption).toContain('Recipe: 512 examples.');
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
    const [arrow] = annotations(figures.barrier!);
    expect(arrow!.yMax - arrow!.yMin).toBeCloseTo(1, 9);
    expect(figures.barrier!.caption).toContain('Barrier, the greatest height above the chord: 1');
    expect(figures.barrier!.caption).toContain('interval [1, 1.002]');
    expect(annotations(figures['no barrier']!)).toEqual([]);
    expect(barrierFigure(barrier(1, 0.5, false), about('open')).caption).toContain('did not reach');
  });

  test('a slice with the wrong number of axes is refused', () => {
    expect(() => contourFigure(lineOf(Math.cos), about('x'))).toThrow(/2 axes, not 1/);
    expect(() => lineFigure([{ label: '', slice: planeOf(bowl) }], about('x'))).toThrow(RangeError);
    expect(() => lineFigure([], about('x'))).toThrow(RangeError);
  });
});
