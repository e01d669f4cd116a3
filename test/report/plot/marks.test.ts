import { describe, expect, test } from 'vitest';
import { chart } from '../../../src/report/plot/chart.ts';
import { frameOfY } from '../../../src/report/plot/frame.ts';
import { levelsOf } from '../../../src/report/plot/levels.ts';
import type { Mark } from '../../../src/report/plot/mark.ts';
import * as all from '../../../src/report/plot/marks/index.ts';
import type { Axis } from '../../../src/report/plot/parts.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { expectNear } from '../../support/expect-near.ts';

const {
  band,
  cell,
  contour,
  crosses,
  curve,
  fan,
  legendKey,
  meanCurve,
  meanWithInterval,
  points,
  powerLine,
} = all;
const { rule, rules, sampledCurve, sampledCurves, seeds, stretch, tiles, trajectory, zone } = all;

const way = [
  { x: 1, y: 2 },
  { x: 2, y: 4 },
  { x: 4, y: 3 },
];
const raised = way.map(({ x, y }) => ({ x, y: y + 1 }));
const axis = [-1, -0.5, 0, 0.5, 1];
const bowl = { x: axis, y: axis, values: axis.map((b) => axis.map((a) => a * a + b * b)) };

const orange = { colour: '#d55e00' };
const samples = way.map(({ x, y }) => ({ x, mean: y, interval: null, values: [y - 1, y + 1] }));

const linear = { on: (value: number) => value, back: (position: number) => position };

/** Some of every mark, by its name. */
const marks: Readonly<Record<keyof typeof all, Mark>> = {
  band: band(way, raised, '#d55e00'),
  cell: cell({ from: 1, to: 3, y: 2, half: 0.4 }, 'predicted'),
  contour: contour(bowl, levelsOf(bowl.values.flat())),
  crosses: crosses(
    way.map((p) => ({ ...p, ...orange })),
    'crosses',
  ),
  curve: curve(way, { ...orange, label: 'curve', smooth: true }),
  fan: fan(
    { centre: way[1]!, from: 1, to: 4, slopes: [-1, null], x: linear, y: linear },
    { ...orange, opacity: 0.3 },
  ),
  legendKey: legendKey('key', { ...orange, shape: 'rect' }),
  meanCurve: meanCurve(way, [raised], { ...orange, dash: [], point: 'rect', wide: false }, 'mean'),
  meanWithInterval: meanWithInterval([{ x: 1, mean: 2, interval: [1, 3] }], orange),
  points: points(way, { ...orange, label: 'points' }),
  powerLine: powerLine(way[0]!, { to: 4, exponent: 1, label: 'slope 1' }),
  rule: rule({ y: 3 }, { label: 'three' }),
  rules: rules(way, '2/η'),
  sampledCurve: sampledCurve(samples, { ...orange, label: 'samples', aside: 1.1 }),
  sampledCurves: sampledCurves([{ label: 'one', samples }]),
  seeds: seeds(way, '#d55e00'),
  stretch: stretch({ from: 1.5, to: 3 }, 'judged'),
  tiles: tiles([{ x: [1, 2], y: [2, 3], shade: 0.8, text: '0.8' }]),
  trajectory: trajectory(way),
  zone: zone({ low: 2, high: null }, 'predicted'),
};

const of = (parts: readonly Mark[], y: Axis = {}, x: Axis = {}) =>
  chart({ x, y, marks: parts }) as unknown as {
    data: {
      datasets: {
        label?: string;
        series?: string;
        fill?: string | boolean;
        pointStyle: string;
        backgroundColor: string;
        borderColor: string;
        data: { y: number; yMin: number; yMax: number }[];
      }[];
    };
    options: {
      scales: Record<'x' | 'y', { type: string; min: number; max: number }>;
      plugins: { legend: { display: boolean; position: string } };
    };
  };

describe('every mark', () => {
  const render = createRenderer();
  const empty = render({ id: 'e', title: '', caption: '', alt: '', config: chart(frameOnly([])) });

  function frameOnly(parts: readonly Mark[]) {
    const range = { scale: 'linear', low: -2, high: 6 } as const;
    return { x: range, y: range, marks: parts };
  }

  test.each(Object.entries<Mark>(marks))(
    '%s is plain JSON and puts ink on the paper',
    (_, mark) => {
      const config = chart(frameOnly([mark]));
      expect(JSON.parse(JSON.stringify(config))).toEqual(config);
      const png = render({ id: 'm', title: '', caption: '', alt: '', config });
      expect(Buffer.from(png).equals(empty)).toBe(false);
    },
  );

  test('has a place in the frame that the marks together make', () => {
    const { x, y } = of([marks.curve, rule({ y: 9 })], { padding: 0.1 }).options.scales;
    // x from 1 to 4 with 6 % on each side; y from 2 to 9 with 10 %.
    for (const [value, expected] of [
      [x.min, 1 - 0.18],
      [x.max, 4 + 0.18],
      [y.min, 2 - 0.7],
      [y.max, 9 + 0.7],
    ] as const)
      expectNear(value, expected, { rtol: 1e-12 });
  });
});

describe('the frame', () => {
  const bar = (interval: readonly [number, number]) =>
    meanWithInterval([{ x: 1, mean: 2, interval }], orange);
  const dots = seeds(
    [1, 3].map((y) => ({ x: 1, y })),
    '#d55e00',
  );

  test('widens for an interval by half of the span of the values, and cuts it off beyond', () => {
    const near = frameOfY({ padding: 0 }, [dots, bar([0.5, 3])]);
    expect(near).toEqual({ scale: 'linear', low: 0.5, high: 3, cut: false });
    const far = frameOfY({ padding: 0 }, [dots, bar([-50, 3])]);
    expect(far).toEqual({ scale: 'linear', low: 0, high: 3, cut: true });
    const drawn = of([dots, bar([-50, 3])], { padding: 0 }).data.datasets[1]!.data[0]!;
    expect([drawn.yMin, drawn.y, drawn.yMax]).toEqual([0, 2, 3]);
  });

  test('does not count values above its ceiling', () => {
    const high = seeds([{ x: 1, y: 1e9 }], '#d55e00');
    expect(frameOfY({ padding: 0, ceiling: 4 }, [dots, high]).high).toBe(3);
  });

  test('is logarithmic where values span more than a factor of six, unless told otherwise', () => {
    const wide = seeds(
      [1, 7].map((y) => ({ x: 1, y })),
      '#d55e00',
    );
    expect(of([dots]).options.scales.y.type).toBe('linear');
    expect(of([wide]).options.scales.y.type).toBe('logarithmic');
    expect(of([wide], { scale: 'linear' }).options.scales.y.type).toBe('linear');
  });

  test('leaves no interval to a mean that has none', () => {
    const one = meanWithInterval([{ x: 1, mean: 2, interval: null }], orange);
    const { y, yMin, yMax } = of([one]).data.datasets[0]!.data[0]!;
    expect([yMin, yMax]).toEqual([y, y]);
  });
});

describe('a mark', () => {
  test('of seeds is faint, hollow or a cross', () => {
    const styles = (['plain', 'hollow', 'cross'] as const).map(
      (kind) => of([seeds(way, '#d55e00', { kind })]).data.datasets[0]!,
    );
    expect(styles.map(({ pointStyle }) => pointStyle)).toEqual(['circle', 'circle', 'crossRot']);
    expect(styles.map(({ backgroundColor }) => backgroundColor)).toEqual([
      ...['#d55e0059', '#ffffff', '#d55e0099'],
    ]);
  });

  test('of points may have a colour a point, and is not in the legend without points', () => {
    const two = points(way.slice(0, 2), { colour: ['#d55e00', '#0072b2'], label: 'two' });
    expect(of([two]).data.datasets[0]!.borderColor).toEqual(['#d55e00', '#0072b2']);
    expect(of([points([], { ...orange, label: 'none' }), marks.curve]).data.datasets.length).toBe(
      1,
    );
  });

  test('of short rules breaks between its places', () => {
    const { data } = of([rules([{ x: 1, y: 2 }], '2/η')]).data.datasets[0]!;
    expect(data).toEqual([
      { x: 1 - 0.36, y: 2 },
      { x: 1 + 0.36, y: 2 },
      { x: 1 + 0.36, y: null },
    ]);
  });

  test('of a power is straight on log axes', () => {
    const { data } = of([powerLine({ x: 1, y: 3 }, { to: 10, exponent: 2, label: 'two' })]).data
      .datasets[0]!;
    const places = data as unknown as readonly { x: number; y: number }[];
    expect([places[0]!.x, places.at(-1)!.x]).toEqual([1, 10]);
    for (const { x, y } of places) expectNear(y, 3 * x ** 2, { rtol: 1e-12 });
  });

  test('of a band is filled from its upper edge down to its lower one, which follows', () => {
    const [upper, lower] = of([marks.band]).data.datasets;
    expect([upper!.fill, lower!.fill]).toEqual(['+1', false]);
    expect(upper!.data.map(({ y }) => y)).toEqual([3, 5, 4]);
    expect(lower!.data.map(({ y }) => y)).toEqual([2, 4, 3]);
  });
});

describe('the legend', () => {
  test('names labelled marks in their order, to the right if they are short', () => {
    const { data, options } = of([marks.curve, dotsOf(3), marks.points]);
    expect(data.datasets.flatMap(({ label }) => label ?? [])).toEqual(['curve', 'points']);
    expect(options.plugins.legend).toMatchObject({ display: true, position: 'right' });
    const long = points(way, { ...orange, label: 'nineteen characters' });
    expect(of([long]).options.plugins.legend.position).toBe('top');
    expect(of([dotsOf(3)]).options.plugins.legend.display).toBe(false);
  });

  test('takes away with a label what its mark draws, and nothing of other marks', () => {
    const two = sampledCurves(['one', 'two'].map((label) => ({ label, samples })));
    const { datasets } = of([two, marks.meanCurve, dotsOf(3)]).data;
    expect(datasets.map(({ label, series }) => label ?? series)).toEqual([
      ...['one', 'one', 'one', 'two', 'two', 'two', 'mean', 'mean', undefined],
    ]);
    expect(datasets.filter(({ label, series }) => label !== undefined && series)).toEqual([]);
  });

  const dotsOf = (y: number) => seeds([{ x: 1, y }], '#d55e00');
});

describe('a fan of slopes', () => {
  const at = { centre: { x: 2, y: 4 }, from: 0, to: 4, x: linear, y: linear };
  /** Slope, width and end of both edges in a frame from 0 to 10. */
  const edges = (slopes: readonly [number | null, number | null]) => {
    const frame = { low: 0, high: 10 };
    const { datasets = [] } = fan({ ...at, slopes }, { ...orange, opacity: 0.3 }).draw(
      frame,
      undefined as never,
    );
    return (datasets as unknown as { borderWidth: number; data: { x: number; y: number }[] }[]).map(
      ({ borderWidth, data }) => ({
        slope: (data[2]!.y - data[0]!.y) / 4,
        width: borderWidth,
      }),
    );
  };

  test('has the two slopes as its edges', () => {
    expect(edges([-0.5, 1])).toEqual([
      { slope: 1, width: 1 },
      { slope: -0.5, width: 1 },
    ]);
  });

  test('with one slope alone is its line, and a shade of a tenth of the frame on the open side', () => {
    // A tenth of 10 at the end, 2 from the centre: half more or less.
    expect(edges([-0.5, null])).toEqual([
      { slope: 0, width: 0 },
      { slope: -0.5, width: 2 },
    ]);
    expect(edges([null, 1])).toEqual([
      { slope: 1, width: 2 },
      { slope: 0.5, width: 0 },
    ]);
  });
});
