import { describe, expect, test } from 'vitest';
import { chartSvg } from '../../../src/live/plot/chart.ts';
import { figureNames, figureOf } from '../../../src/live/plot/figures.ts';
import { landscapeSvg } from '../../../src/live/plot/landscape.ts';
import { palettes } from '../../../src/live/plot/palette.ts';
import { lanesOf } from '../../../src/live/state/lanes.ts';
import type { Row } from '../../../src/live/state/messages.ts';
import { initialState } from '../../../src/live/state/state.ts';

const lanes = lanesOf(initialState);
const measured = (value: number) => ({ value, error: 0.2 });
const rows: readonly Row[] = [0, 1, 2].map((time) => ({
  time,
  lanes: lanes.map((_, i) => ({
    ...{ loss: 1 / (1 + time + i), testLoss: 1, testAccuracy: 0.5 },
    ...{ distance: i * time, sharpness: measured(10 + 5 * time), trace: measured(100) },
  })),
}));
const size = { width: 500, height: 320 };

/** Names of elements in the order in which they open, each closed again. */
function elements(svg: string): string[] {
  const open: string[] = [];
  const all: string[] = [];
  for (const [, slash, name, , self] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (slash) expect(open.pop()).toBe(name);
    else {
      all.push(name!);
      if (!self) open.push(name!);
    }
  }
  expect(open).toEqual([]);
  return all;
}

describe.each(figureNames)('the figure %s', (name) => {
  test('is one SVG with a name, and a curve for each method', () => {
    const plot = figureOf(name, lanes, rows);
    const svg = chartSvg(plot, size, palettes.light);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*aria-label="[^"]+"/);
    const all = elements(svg);
    expect(all.filter((one) => one === 'path')).toHaveLength(plot.curves.length);
    expect(plot.curves).toHaveLength(name === 'distance' ? 2 : 3);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('is drawn where a method has diverged, and at the first row', () => {
    const gone = {
      ...rows[2]!.lanes[0]!,
      loss: Number.NaN,
      testLoss: Number.NaN,
      distance: Number.NaN,
    };
    const broken = [...rows.slice(0, 2), { time: 2, lanes: [rows[2]!.lanes[0]!, gone, gone] }];
    for (const some of [broken, rows.slice(0, 1)]) {
      const svg = chartSvg(figureOf(name, lanes, some), size, palettes.dark);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

test('sharpness is drawn with the edge of gradient descent, where it is near', () => {
  expect(figureOf('sharpness', lanes, rows).levels).toEqual([{ value: 10, title: '2/η = 10' }]);
  const calm = rows.map(({ time, lanes: all }) => ({
    time,
    lanes: all.map((lane) => ({ ...lane, sharpness: measured(2) })),
  }));
  expect(figureOf('sharpness', lanes, calm).levels).toEqual([]);
});

test('a loss on its way to infinity does not flatten the others', () => {
  const far = rows.map((row, i) => ({
    ...row,
    lanes: row.lanes.map((lane, k) => (k === 1 && i === 2 ? { ...lane, loss: 1e6 } : lane)),
  }));
  const { curves } = figureOf('loss', lanes, far);
  expect(curves[1]!.points[2]![1]).toBeNaN();
  expect(curves[0]!.points[2]![1]).toBe(1 / 3);
});

test('a landscape has contours, and its paths where they are', () => {
  const at = [-1, 0, 1];
  const plot = {
    at,
    losses: at.map((y) => at.map((x) => x * x + 2 * y * y)),
    paths: [
      {
        id: 'flow',
        title: 'a < b',
        points: [
          [-1, 1],
          [0, 0],
        ],
        diverged: true,
      },
    ] as const,
  };
  const svg = landscapeSvg(plot, { width: 400, height: 400 }, palettes.light);
  elements(svg);
  expect(svg).toContain('a &lt; b (diverged)');
  expect(svg).not.toMatch(/NaN|undefined/);
  // From the corner of the window to its middle.
  const [window] = svg
    .match(/<clipPath id="window"><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/)!
    .slice(1, 2);
  expect(svg).toContain(`d="M${window} `);
});
