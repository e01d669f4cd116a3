import { describe, expect, test } from 'vitest';
import type { ExpectationSource } from '../../../src/claims/statements/check-statements.ts';
import { significant } from '../../../src/core/format.ts';
import { rng } from '../../../src/core/random.ts';
import { armsOf } from '../../../src/report/arms/arm.ts';
import { sketchesOf } from '../../../src/report/figures/figures.ts';
import { drawn as drawnOn } from '../../../src/report/figures/wanted.ts';
import { summarise } from '../../../src/report/findings/findings.ts';
import { colourIn } from '../../../src/report/plot/colour.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { looksOf } from '../../../src/report/plot/look.ts';
import { ON_LIGHT } from '../../../src/report/plot/palette.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { type Answers, answersOf } from '../../../src/report/predictions/answers.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { textsOf } from '../../support/svg-texts.ts';
import { experimentOf, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** η/B decides the trace, as (100 η/B)^−0.35 · 400; the gap goes with the trace. */
const stream = rng(3);
const runs = [1, 2, 3, 4, 5, 6].flatMap((seed) => {
  const own = 0.1 * stream.normal();
  return [0.05, 0.1].flatMap((rate) =>
    [4, 8, 16, 32].map((batch) => {
      const trace = 400 * (100 * (rate / batch)) ** -0.35 * Math.exp(own + 0.01 * stream.normal());
      const lossGap = (0.05 * trace * Math.exp(0.02 * stream.normal())) / 300;
      const sharpness = 20 + 10 * Math.log2(batch) + stream.normal();
      return run(spec(sgd(batch, rate), seed), { trace, lossGap, sharpness, trainLoss: 0.01 });
    }),
  );
});
const specs = runs.map((one) => one.spec);

function answers(...expected: readonly object[]): Answers {
  const expect = expected.map((one, i) => ({ id: `it${i}`, ...one }));
  const arms = { small: { batch: 4 }, large: { batch: 32 } };
  const predictions: ExpectationSource = { expect, arms, across: 'none' };
  return answersOf({ predictions, specs }, runs);
}

const drawn = (of: Answers): readonly Figure[] =>
  figuresOf(runs, summarise(experimentOf(runs), runs), of);

interface Scale {
  readonly min: number;
  readonly max: number;
  readonly title: { readonly text: string | readonly string[] };
}

interface Config {
  readonly data: {
    readonly datasets: readonly {
      readonly type?: string;
      readonly label?: string;
      readonly yAxisID?: string;
      readonly backgroundColor?: string;
      readonly pointStyle?: string;
      readonly data: readonly { x: number; y: number; yMin: number; yMax: number }[];
    }[];
  };
  readonly options: {
    readonly scales: Readonly<Record<string, Scale>>;
    readonly plugins: {
      readonly annotation: {
        readonly annotations: readonly {
          readonly type: string;
          readonly yScaleID?: string;
          readonly xMin?: number;
          readonly xMax?: number;
          readonly yMin: number;
          readonly yMax: number;
        }[];
      };
    };
  };
}

/** What a figure shows of the numbers that are judged: the panel at the right, or all of it. */
function judged(figure: Figure) {
  const { data, options } = figure.config as unknown as Config;
  const side = 'y2' in options.scales;
  const own = side ? 'y2' : undefined;
  const frame = options.scales[own ?? 'y']!;
  const bars = data.datasets.filter(
    (one) => one.type === 'scatterWithErrorBars' && one.yAxisID === own,
  );
  const zones = options.plugins.annotation.annotations.filter(
    (one) => one.type === 'box' && one.yScaleID === own,
  );
  return { frame, bars: bars.map((one) => one.data[0]!), zones, side };
}

const W = { where: 'rate = 0.1' };
const pair = { of: 'trace', from: 'small', to: 'large' };

/** Of every kind a statement that is true, one that is false, and one whose edge lies in the middle of the data. */
const kinds: Readonly<Record<string, readonly [object, object, object]>> = {
  value: inRanges({ value: { of: 'trace' }, where: 'rate = 0.1 and batch = 4' }, [100, 900], '< 9'),
  'value near a formula': [
    { value: { of: 'trace' }, in: 'within 50% of 400*(100*rate/batch)^-0.35' },
    { value: { of: 'trace' }, in: 'within 50% of 4000*(100*rate/batch)^-0.35' },
    { value: { of: 'trace' }, in: 'within 5% of 400*(100*rate/batch)^-0.35' },
  ],
  ratio: inRanges({ ratio: pair, ...W }, '< 0.9', '> 0.9'),
  difference: inRanges({ difference: pair, ...W }, '< -10', '> 0'),
  slope: inRanges({ slope: { of: 'trace', over: 'batch' }, ...W }, [0.2, 0.5], '< 0.1'),
  'slope a doubling': inRanges(
    { slope: { of: 'sharpness', over: 'batch', per: 'doubling' }, ...W },
    [5, 15],
    '> 20',
  ),
  order: [
    { order: { of: 'trace', over: 'batch', goes: 'rises', by: '50%' }, ...W },
    { order: { of: 'trace', over: 'batch', goes: 'falls', by: '50%' }, ...W },
    { order: { of: 'trace', over: 'batch', goes: 'rises', by: '107%' }, ...W },
  ],
  equal: [
    { equal: { ...pair, within: '300%' }, ...W },
    { equal: { ...pair, within: '5%' }, ...W },
    { equal: { ...pair, within: '107%' }, ...W },
  ],
  collapse: [
    { collapse: { of: 'trace', over: 'rate/batch', within: '20%' } },
    { collapse: { of: 'sharpness', over: 'rate/batch', within: '1%' } },
    { collapse: { of: 'trace', over: 'rate/batch', within: '0.5%' } },
  ],
  shape: [
    { shape: { of: 'trace', is: '400*(100*rate/batch)^-0.35', within: '50%' } },
    { shape: { of: 'trace', is: '40*(100*rate/batch)^-0.35', within: '50%' } },
    { shape: { of: 'trace', is: '400*(100*rate/batch)^-0.35', within: '5%' } },
  ],
  share: [
    { share: { of: 'trace > 0', per: 'run' }, ...W, in: '> 0.5' },
    { share: { of: 'trace > 0', per: 'run' }, where: 'rate = 0.1 and batch > 8', in: '< 0.5' },
    {
      share: { of: 'trace > 300', per: 'run' },
      ...W,
      in: '> 0.5',
    },
  ],
  correlation: inRanges({ correlation: { of: 'lossGap', with: 'trace' } }, '> 0.3', '< 0'),
};

function inRanges(statement: object, truth: unknown, lie: unknown): [object, object, object] {
  const [measured] = answers({ ...statement, in: 'any' }).verdicts;
  const middle = measured!.estimate!;
  const of = (range: unknown) => ({ ...statement, in: range });
  return [of(truth), of(lie), of(`> ${middle}`)];
}

describe.each(Object.entries(kinds))('%s', (_, [truth, lie, open]) => {
  const cases = [
    ['supported', truth],
    ['refuted', lie],
    ['inconclusive', open],
  ] as const;

  test.each(cases)(
    '%s: the bars are the measured intervals, the shaded ranges the predicted ones',
    (outcome, statement) => {
      const of = answers(statement);
      const [verdict] = of.verdicts;
      expect(verdict!.verdict).toBe(outcome);
      const figure = drawn(of).find((one) => one.statement === 'it0')!;
      const { frame, bars, zones } = judged(figure);
      const within = (end: number | null, other: number) =>
        end === null ? other : Math.max(frame.min, Math.min(frame.max, end));
      const numbers = verdict!.parts.length > 0 ? verdict!.parts : [verdict!];
      expect(bars.map(({ y, yMin, yMax }) => [y, yMin, yMax])).toEqual(
        numbers.map(({ estimate, measured }) => [
          estimate,
          within(measured![0], frame.min),
          within(measured![1], frame.max),
        ]),
      );
      const ranges = numbers.map(({ predicted: [low, high] }) => [
        low ?? frame.min,
        high ?? frame.max,
      ]);
      const alike = ranges.every((one) => String(one) === String(ranges[0]));
      expect(zones.map(({ yMin, yMax }) => [yMin, yMax])).toEqual(alike ? [ranges[0]] : ranges);
      // What is predicted stands where its number does.
      if (!alike)
        zones.forEach(({ xMin, xMax }, i) => {
          expect(bars[i]!.x).toBeGreaterThan(xMin!);
          expect(bars[i]!.x).toBeLessThan(xMax!);
        });
      // The sentence's numbers in words, and in the picture's.
      for (const text of [figure.caption, figure.alt]) expect(text).toContain(outcome);
    },
  );
});

describe('the values beside what is judged', () => {
  test('pairs: a line joins the two runs of every seed', () => {
    const [figure] = drawn(answers({ ratio: pair, ...W, in: '< 0.9' }));
    const lines = (figure!.config as unknown as Config).data.datasets.filter(
      ({ data, yAxisID, type }) => data.length === 2 && yAxisID === 'y' && type === undefined,
    );
    expect(lines).toHaveLength(6);
    const traces = (seed: number, batch: number) =>
      runs.find(
        ({ spec: one }) =>
          one.seed === seed && JSON.stringify(one.method) === JSON.stringify(sgd(batch, 0.1)),
      )!.scalars.trace!.value;
    expect(lines.map(({ data }) => data.map(({ y }) => y)).sort()).toEqual(
      [1, 2, 3, 4, 5, 6].map((seed) => [traces(seed, 4), traces(seed, 32)]).sort(),
    );
  });

  test('arms have the colours and markers of the other figures', () => {
    const [figure] = drawn(
      answers({ shape: { of: 'trace', is: '400*(100*rate/batch)^-0.35', within: '50%' } }),
    );
    const arms = armsOf(runs);
    const looks = looksOf(arms.map((arm) => ({ ...arm, series: '' })));
    const colours = new Set(looks.map(({ colour }) => colourIn(ON_LIGHT, colour)));
    const bars = (figure!.config as unknown as Config).data.datasets.filter(
      ({ type }) => type === 'scatterWithErrorBars',
    );
    expect(new Set(bars.map(({ backgroundColor }) => backgroundColor))).toEqual(colours);
    expect(new Set(bars.map(({ pointStyle }) => pointStyle)).size).toBe(2);
  });

  test('of a line that arms lie too far off the distances are judged, each with the interval of its arm', () => {
    const bent = { slope: { of: 'trace', over: 'batch', bend: '0.1%' }, ...W, in: [0.2, 0.5] };
    const of = answers(bent);
    expect(of.verdicts[0]!.parts).toHaveLength(5);
    const figure = drawn(of)[0]!;
    const { bars } = judged(figure);
    expect(bars.map(({ yMin }) => yMin)).toEqual(
      of.verdicts[0]!.parts.slice(1).map(({ measured }) => measured![0]),
    );
    const { scales } = (figure.config as unknown as Config).options;
    expect([scales.y2!.title.text].flat().join(' ')).toBe('Distance from the line, as a share');
  });

  test('a power: the fitted line has the slope of the sentence, and both fans its interval and its prediction', () => {
    const of = answers({ slope: { of: 'trace', over: 'batch' }, ...W, in: [0.2, 0.5] });
    const [verdict] = of.verdicts;
    const { datasets } = (drawn(of)[0]!.config as unknown as Config).data;
    const slopeOf = ({ data }: (typeof datasets)[number]) =>
      Math.log(data.at(-1)!.y / data[0]!.y) / Math.log(data.at(-1)!.x / data[0]!.x);
    const fit = datasets.find(
      ({ data, yAxisID, type }) => yAxisID === 'y' && type === undefined && data.length === 2,
    )!;
    expect(slopeOf(fit)).toBeCloseTo(verdict!.estimate!, 9);
    const fans = datasets.filter(({ data, yAxisID }) => yAxisID === 'y' && data.length === 3);
    const slopes = fans.map(slopeOf);
    const expected = [...[...verdict!.measured!].reverse(), 0.5, 0.2];
    slopes.forEach((slope, i) => {
      expect(slope).toBeCloseTo(expected[i]!, 9);
    });
  });

  test('a collapse: a box as high as the margin about the arms at each place that several share', () => {
    const of = answers({ collapse: { of: 'trace', over: 'rate/batch', within: '20%' } });
    const { data, options } = drawn(of)[0]!.config as unknown as Config;
    const boxes = options.plugins.annotation.annotations.filter(
      ({ type, yScaleID }) => type === 'box' && yScaleID === 'y',
    );
    // η = 0.05 at B meets η = 0.1 at 2 B; one arm at either end stands alone.
    const shared = [16, 8, 4].map((batch) => {
      const logs = runs
        .filter(({ spec: { method } }) =>
          [sgd(batch, 0.05), sgd(2 * batch, 0.1)].some(
            (one) => JSON.stringify(one) === JSON.stringify(method),
          ),
        )
        .map(({ scalars }) => Math.log(scalars.trace!.value));
      expect(logs).toHaveLength(12);
      return { x: 0.05 / batch, centre: Math.exp(logs.reduce((a, b) => a + b) / 12) };
    });
    expect(boxes).toHaveLength(3);
    boxes.forEach(({ xMin, xMax, yMin, yMax }, i) => {
      expect(yMax / yMin).toBeCloseTo(of.verdicts[0]!.predicted[1]!, 9);
      expect(Math.sqrt(yMax * yMin)).toBeCloseTo(shared[i]!.centre, 6);
      const bars = data.datasets
        .filter(({ type, yAxisID }) => type === 'scatterWithErrorBars' && yAxisID === 'y')
        .map((one) => one.data[0]!.x)
        .filter((x) => Math.abs(Math.log(x / shared[i]!.x)) < 0.3);
      expect(bars).toHaveLength(2);
      for (const x of bars) expect(x > xMin! && x < xMax!).toBe(true);
    });
  });

  test.each([
    ['a share', '50%', (x: number, end: number) => x * end],
    ['a number', 100, (x: number, end: number) => x + end],
  ] as const)('a formula: the margin, %s, about the diagonal', (_, within, edgeAt) => {
    const of = answers({ shape: { of: 'trace', is: '400*(100*rate/batch)^-0.35', within } });
    const { datasets } = (drawn(of)[0]!.config as unknown as Config).data;
    const lines = datasets.filter(({ data, yAxisID }) => yAxisID === 'y' && data.length === 41);
    const [low, high] = of.verdicts[0]!.parts[0]!.predicted as [number, number];
    expect(low).toBeLessThan(high);
    const [diagonal, upper, lower] = lines;
    expect(lines).toHaveLength(3);
    for (const { x, y } of diagonal!.data) expect(y).toBe(x);
    for (const { x, y } of upper!.data) expect(y).toBeCloseTo(edgeAt(x, high), 9);
    for (const { x, y } of lower!.data) expect(y).toBeCloseTo(edgeAt(x, low), 9);
  });

  test('fewer than eight points make no scatter', () => {
    const few = answers({
      correlation: { of: 'lossGap', with: 'trace', within: 'arm' },
      where: 'batch = 4 and rate = 0.1',
      in: '> 0',
    });
    const figure = drawn(few).find(({ statement }) => statement === 'it0');
    if (figure !== undefined) expect(judged(figure).side).toBe(false);
  });
});

describe('all predictions in one figure', () => {
  const several = answers(
    { id: 'below', ratio: pair, ...W, in: '< 0.9' },
    { id: 'between', ratio: pair, ...W, in: [0.4, 0.6] },
    { id: 'above', difference: pair, ...W, in: '> 0' },
    { id: 'free', value: { of: 'trace' }, in: 'any' },
  );
  const figures = drawn(several);
  const [forest] = figures;

  test('come first, with a row each that was predicted', () => {
    expect(forest).toMatchObject({ id: 'predictions' });
    expect(forest!.statement).toBeUndefined();
    for (const { id, predicted } of several.verdicts)
      if (predicted.some((end) => end !== null)) expect(forest!.alt).toContain(id);
    expect(forest!.caption).toContain('1 without a number or a range');
    expect(figures.filter(({ statement }) => statement !== undefined)).toHaveLength(4);
  });

  test('each interval stands to its range as the numbers do', () => {
    const { data, options } = forest!.config as unknown as Config;
    const boxes = options.plugins.annotation.annotations.filter(({ type }) => type === 'box');
    expect(boxes.map(({ xMin, xMax }) => [xMin, xMax])).toEqual([
      [undefined, 1],
      [-1, 1],
      [-1, undefined],
    ]);
    const bars = data.datasets.filter(
      ({ data: points, yAxisID }) => points.length === 2 && yAxisID === 'y',
    );
    const [below, between, above] = bars.map((one) => one.data.map(({ x }) => x));
    expect(below![1]).toBeLessThan(1);
    expect(above![1]).toBeLessThan(-1);
    const [low, high] = several.verdicts[1]!.measured!;
    const on = (x: number) => (2 * Math.log(x / 0.4)) / Math.log(0.6 / 0.4) - 1;
    expect(between![0]).toBeCloseTo(on(low!), 9);
    expect(between![1]).toBeCloseTo(on(high!), 9);
  });

  test('tell the number of every row on a small sheet, and cut no word', () => {
    const sketches = sketchesOf(runs, summarise(experimentOf(runs), runs), several);
    const sketch = sketches.find(({ id }) => id === 'predictions')!;
    for (const preset of ['column', 'page'] as const) {
      const svg = Buffer.from(createRenderer()(drawnOn(sketch, { preset }), 'svg')).toString();
      const texts = textsOf(svg).texts.map(({ text }) => text);
      expect(texts.join()).not.toContain('…');
      for (const { id, estimate, predicted } of several.verdicts)
        if (predicted.some((end) => end !== null)) {
          expect(texts).toContain(id);
          expect(texts).toContain(significant(estimate!));
        }
    }
  });

  test('are no figure where there is one alone, or none', () => {
    const one = drawn(answers({ ratio: pair, ...W, in: '< 0.9' }));
    expect(one.map(({ id }) => id)).not.toContain('predictions');
    expect(drawn(answers()).filter(({ id }) => id.startsWith('prediction'))).toEqual([]);
  });
});

test('titles and ids differ, every figure is plain JSON, and renders', () => {
  const render = createRenderer();
  const all = Object.values(kinds).flat();
  const figures = drawn(answers(...all)).filter(({ id }) => id.startsWith('prediction'));
  expect(figures).toHaveLength(all.length + 1);
  expect(new Set(figures.map(({ title }) => title)).size).toBe(figures.length);
  expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
  for (const figure of figures) {
    expect(JSON.parse(JSON.stringify(figure.config))).toEqual(figure.config);
    expect(figure.alt).not.toMatch(/NaN|undefined|Infinity/);
    expect(render(figure).length).toBeGreaterThan(0);
  }
}, 60_000);

test('what was not measured has no figure, and neither has one number alone', () => {
  const none = answers({ value: { of: 'accuracyGap' }, in: '> 0' });
  expect(drawn(none).filter(({ statement }) => statement !== undefined)).toEqual([]);
  const single = answers({
    value: { of: 'trace' },
    where: 'batch = 4 and rate = 0.1 and seed = 1',
    units: 'none',
    in: '> 0',
  });
  expect(single.verdicts[0]!.verdict).not.toBe('undefined');
});
