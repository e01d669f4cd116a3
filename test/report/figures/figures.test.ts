import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { armsOf } from '../../../src/report/arms/arm.ts';
import { categoryAxis } from '../../../src/report/arms/category-axis.ts';
import { edgesNear } from '../../../src/report/arms/edges.ts';
import { registry } from '../../../src/report/figures/figures.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { categoryTicks } from '../../../src/report/plot/layout/categories.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { PAGE } from '../../../src/report/plot/sheet.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { pixelsOf } from '../../support/png.ts';
import {
  divergedRun,
  flow,
  gd,
  mixedMethods,
  quickstart,
  run,
  sgd,
  spec,
  synthetic,
} from '../../support/synthetic-runs.ts';

const figures = figuresOf(quickstart(3));
const byId = (id: string, of: readonly Figure[] = figures) =>
  of.find((figure) => figure.id === id)!;

/** How sure a figure is of what it shows: intervals of means, or the test of a rank correlation. */
const UNCERTAINTY = /interval|permutations|one seed|too few runs/i;

describe('figures of the quickstart', () => {
  test('there is one of each kind, in the order of the report', () => {
    expect(figures.map(({ id }) => id)).toEqual([
      'training-loss',
      'loss-gap',
      'accuracy-gap',
      'hessian-trace',
      'sharpness',
      'threshold',
      'trace-and-gap',
      'sharpness-and-gap',
      'distance-to-flow',
    ]);
  });

  test('each comes from the kind of its name, and kinds have names of their own', () => {
    const names = registry.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(figures.map(({ id }) => id).filter((id) => !names.includes(id))).toEqual([
      'trace-and-gap',
      'sharpness-and-gap',
    ]);
  });

  test('each is JSON: no function, no undefined, no number that JSON would lose', () => {
    for (const { config } of figures) {
      expect(JSON.parse(JSON.stringify(config))).toEqual(config);
    }
  });

  test('each says n, the kind of interval and the recipe', () => {
    for (const { caption, setting } of figures) {
      expect(caption).toMatch(/n = \d/);
      expect(caption).toMatch(UNCERTAINTY);
      expect(setting).toMatch(/Recipe: 512 training and 2000 test examples of MNIST/);
      expect(setting).toContain('½ Σ over outputs (f − y)², mean over examples');
    }
    expect(byId('sharpness').caption).toContain('largest algebraic eigenvalue');
    expect(byId('training-loss').caption).toContain('SGD B = 4, η = 0.1: 1 of 4');
  });

  test('each alternative text is one sentence with numbers of what is drawn', () => {
    for (const { alt, title } of figures) {
      expect(alt).toMatch(/^[A-Z][^\n]*\d[^\n]*\.$/);
      expect(alt).not.toMatch(/NaN|undefined|Infinity/);
      expect(alt.length).toBeGreaterThan(title.length);
    }
    const traces = [
      ...[10, 14, 18].map((trace, seed) => run(spec(gd(0.1), seed), { trace })),
      ...[30, 50].map((trace, seed) => run(spec(sgd(4), seed), { trace })),
    ];
    const { alt } = byId('hessian-trace', figuresOf(traces));
    expect(alt).toContain('14 for GD');
    expect(alt).toContain('40 for SGD');
  });

  test('a mean and its interval are where independent arithmetic puts them', () => {
    const runs = [10, 14, 18].map((trace, seed) => run(spec(gd(0.1), seed), { trace }));
    const [figure] = figuresOf(runs).filter(({ id }) => id === 'hessian-trace');
    const bars = datasets(figure!).filter(({ type }) => type === 'scatterWithErrorBars');
    expect(bars).toHaveLength(1);
    // Mean 14, s = 4, t(2) = 4.3027: half-width 4.3027 · 4 / √3 = 9.9366; the frame cuts it at 8 + 0.06 · …
    const [point] = bars[0]!.data as { y: number; yMin: number; yMax: number }[];
    expect(point!.y).toBe(14);
    expect(point!.yMax).toBeGreaterThan(18);
    expect(point!.yMax).toBeLessThanOrEqual(14 + 9.9367);
    expect(figure!.caption).toContain('cut off');
  });

  test('the loss curve of an arm is the geometric mean of its seeds', () => {
    const series = (scale: number) => ({
      step: [0, 1, 10, 100],
      time: [0, 0.1, 1, 10],
      epoch: [0, 1, 10, 100],
      trainLoss: [1, 0.5 * scale, 0.1 * scale, 0.01 * scale],
    });
    const runs = [1, 4].map((scale, seed) =>
      run(spec(gd(0.1), seed), {}, { series: series(scale) }),
    );
    const bold = datasets(byId('training-loss', figuresOf(runs))).find(({ label }) => label)!;
    const points = bold.data as { x: number; y: number }[];
    // √(1 · 4) = 2 times the first seed, at both ends.
    expect(points[0]!.y).toBeCloseTo(1, 9);
    expect(points.at(-1)!.y).toBeCloseTo(0.02, 9);
    expect(points.at(-1)!.x).toBeCloseTo(10, 9);
  });
});

describe('odd grids', () => {
  const grids: Record<string, readonly Run[]> = {
    'no run': [],
    'one run': [synthetic(gd(0.1), 0)],
    'only GD, one seed': [0.05, 0.1].map((rate) => synthetic(gd(rate), 0)),
    'unequal seeds': [synthetic(sgd(4), 0), synthetic(sgd(4), 1), synthetic(gd(0.1), 1)],
    'only the flow': [synthetic(flow, 0), synthetic(flow, 1)],
    'all diverged': [divergedRun(spec(gd(3), 0)), divergedRun(spec(gd(3), 1))],
    'twelve rates': Array.from({ length: 12 }, (_, i) => synthetic(gd(0.01 * (i + 1)), 0)),
    'rates × batches': [0.05, 0.1].flatMap((rate) =>
      [4, 8, 16, 32, 64, 128, 256].map((batch) => synthetic(sgd(batch, rate), 0)),
    ),
    'only optimizers': mixedMethods.slice(5, 8).map((method) => synthetic(method, 0)),
    'methods of every family': mixedMethods.flatMap((method) =>
      [0, 1].map((seed) => synthetic(method, seed)),
    ),
    'several networks': [[8], [16, 16]].flatMap((hidden) =>
      [gd(0.1), sgd(4)].map((method) => synthetic(method, 0, { hidden })),
    ),
    'nothing reached': [0, 1].map((seed) => ({
      ...synthetic(gd(0.1), seed),
      ending: 'completed' as const,
    })),
    'nothing measured': [run(spec(gd(0.1), 0), {})],
  };
  const render = createRenderer();

  test.each(Object.entries(grids))(
    '%s: every figure has a name of its own and renders',
    (_, runs) => {
      const drawn = figuresOf(runs);
      expect(new Set(drawn.map(({ id }) => id)).size).toBe(drawn.length);
      for (const figure of drawn) {
        expect(figure.id).toMatch(/^[a-z0-9.-]+$/);
        expect(JSON.parse(JSON.stringify(figure.config))).toEqual(figure.config);
        expect(figure.caption).toMatch(UNCERTAINTY);
        expect(render(figure).length).toBeGreaterThan(0);
      }
    },
  );

  test('methods that are neither SGD, GD nor flow stand by name, and lines at an edge are of GD alone where λ is drawn', () => {
    const runs = grids['methods of every family']!;
    const axis = categoryAxis(armsOf(runs));
    const ticks = categoryTicks(axis, {
      unit: 800 / (axis.high - axis.low),
      size: 18,
      beyond: 40,
    }).flatMap(({ label }) => label);
    for (const name of ['Adam', 'heavy ball']) expect(ticks.join(' ')).toContain(name);
    expect(new Set(axis.at.values()).size).toBe(mixedMethods.length);
    const edges = edgesNear(armsOf(runs), 'sharpness', 1e6).map(({ arm }) => arm.label);
    expect(edges).toEqual(['GD η = 0.1, constant']);
  });

  test('SGD arms that differ in more than B have a line each, with a name and a look of its own', () => {
    const replaced = (batch: number) => ({ ...sgd(batch), sampling: 'with-replacement' as const });
    const runs = [4, 16].flatMap((b) =>
      [sgd(b), replaced(b)].flatMap((method) =>
        [0, 1].map((seed) => run(spec(method as MethodSpec, seed), { trace: 100 * b + seed })),
      ),
    );
    const named = datasets(byId('hessian-trace', figuresOf(runs))).filter(({ label }) => label);
    expect(named.map(({ label }) => label)).toEqual([
      'SGD η = 0.1, shuffled',
      'SGD η = 0.1, with-replacement',
    ]);
    for (const { data } of named) expect(data).toHaveLength(2);
    expect(
      new Set(named.map((one) => JSON.stringify((one as { pointStyle?: unknown }).pointStyle)))
        .size,
    ).toBe(2);
  });

  test('one seed per arm is drawn without intervals, and the caption says why', () => {
    const figure = byId('hessian-trace', figuresOf(grids['only GD, one seed']!));
    expect(figure.caption).toContain('no interval can be given');
    for (const bar of datasets(figure).filter(({ type }) => type === 'scatterWithErrorBars')) {
      const [point] = bar.data as { y: number; yMin: number; yMax: number }[];
      expect([point!.yMin, point!.yMax]).toEqual([point!.y, point!.y]);
    }
  });

  test('what was not measured is not drawn', () => {
    expect(figuresOf(grids['nothing measured']!)).toEqual([]);
    const bare = quickstart(2).map((one) => {
      const { threshold: _, ...scalars } = one.scalars;
      return { ...one, scalars, snapshots: [] };
    });
    const ids = figuresOf(bare).map(({ id }) => id);
    expect(ids).not.toContain('threshold');
    expect(ids).not.toContain('distance-to-flow');
    expect(ids).toContain('sharpness');
  });

  test('fifteen arms or more are spread over figures by η', () => {
    const more = [...grids['rates × batches']!, synthetic(gd(0.05), 0)];
    const ids = figuresOf(more).map(({ id }) => id);
    expect(ids).toContain('hessian-trace-eta-0.05');
    expect(ids).toContain('hessian-trace-eta-0.1');
  });
});

describe('rendering', () => {
  test('the same figure gives the same bytes, from a renderer of its own too', () => {
    const render = createRenderer();
    for (const figure of figures) {
      const bytes = Buffer.from(render(figure));
      expect(bytes.equals(render(figure))).toBe(true);
      expect(bytes.equals(createRenderer()(figure))).toBe(true);
    }
  });

  test('drawing leaves the figure as it was', () => {
    const figure = byId('sharpness', figuresOf(quickstart(2)));
    const before = structuredClone(figure);
    createRenderer()(figure);
    expect(figure).toEqual(before);
  });

  test('the background is white and opaque, and ink covers some but not most of it', async () => {
    const render = createRenderer();
    for (const figure of figures) {
      const { data, ink } = await pixelsOf(render(figure));
      expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
      // Axis labels alone cover about 0.5 %; solid areas would mean that something is drawn over the rest.
      expect(ink).toBeGreaterThan(0.003);
      expect(ink).toBeLessThan(0.2);
    }
  });

  test('a PNG has twice the pixels each way, and figures differ from one another', () => {
    const render = createRenderer();
    const seen = new Set<string>();
    for (const figure of figures) {
      const png = Buffer.from(render(figure));
      // PNG: an 8-byte signature, then IHDR with width and height at 16 and 20.
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.readUInt32BE(16)).toBe(2 * PAGE.width);
      expect(png.readUInt32BE(20)).toBe(2 * PAGE.height);
      seen.add(png.toString('base64'));
    }
    expect(seen.size).toBe(figures.length);
  });
});

type Dataset = { readonly type?: string; readonly label?: string; readonly data: unknown };

const datasets = ({ config }: Figure) =>
  (config.data as unknown as { datasets: readonly Dataset[] }).datasets;
