import { describe, expect, test } from 'vitest';
import type { ExpectationSource } from '../../../src/claims/statements/check-statements.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { summarise } from '../../../src/report/findings/findings.ts';
import { answersOf } from '../../../src/report/predictions/answers.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { outputCards } from '../../support/output-cards.ts';
import { experimentOf, gd, run, spec } from '../../support/synthetic-runs.ts';

/** A run to time `end` with λ(t) = 10 + t and L(t) = 1/(1 + t) at every unit of time. */
function made(rate: number, seed: number, end: number): Run {
  const time = Array.from({ length: end + 1 }, (_, t) => t);
  const sharpness = time.map((t) => 10 + t);
  const series = {
    ...{ step: time.map((t) => Math.round(t / rate)), time, epoch: time },
    trainLoss: time.map((t) => 1 / (1 + t)),
    ...{ sharpness, sharpnessStderr: time.map(() => 0.01), sharpnessConverged: time.map(() => 1) },
  };
  const of = run(spec(gd(rate), seed), { trace: 1 + seed }, { series });
  const manifest = { ...of.manifest, outputs: outputCards(of.scalars, series) };
  return {
    ...{ ...of, manifest },
    spec: { ...of.spec, measure: { ...of.spec.measure, along: { sharpness: { points: 20 } } } },
  } as Run;
}

interface Dataset {
  readonly label?: string;
  readonly series?: string;
  readonly pointStyle?: string;
  readonly borderWidth?: number;
  readonly data: readonly { readonly x: number; readonly y: number }[];
}

function drawn(runs: readonly Run[], id: string, ...expected: readonly object[]) {
  const predictions: ExpectationSource = {
    expect: expected.map((one, i) => ({ id: `it${i}`, ...one })),
  };
  const experiment = { ...experimentOf(runs), predictions };
  const answers = answersOf(experiment, runs);
  const figure = figuresOf(runs, summarise(experiment, runs), answers).find(
    (one) => one.id === id,
  )!;
  const { data, options } = figure.config as unknown as {
    data: { datasets: readonly Dataset[] };
    options: {
      plugins: {
        annotation: { annotations: readonly { type: string; xMin?: number; xMax?: number }[] };
      };
    };
  };
  const { annotations } = options.plugins.annotation;
  const ends = ({ xMin, xMax }: (typeof annotations)[number]) => [xMin, xMax];
  return {
    caption: figure.caption,
    legend: data.datasets.flatMap(({ label = [] }) => label),
    boxes: annotations.filter(({ type }) => type === 'box').map(ends),
    uprights: annotations
      .filter(({ type, xMin, xMax }) => type === 'line' && xMin !== undefined && xMin === xMax)
      .map(({ xMin }) => xMin),
    strokes: data.datasets.filter(({ borderWidth }) => borderWidth === 12),
    rings: data.datasets.filter(
      ({ pointStyle, data: own, label }) =>
        pointStyle === 'circle' && own.length === 1 && label === undefined,
    ),
  };
}

const value = (of: string, rest: object = {}) => ({ value: { of }, in: '> -1e9', ...rest });
const alike = [0.1, 0.2].flatMap((rate) => [0, 1].map((seed) => made(rate, seed, 40)));
const apart = [0.1, 0.2].flatMap((rate) =>
  [0, 1].map((seed) => made(rate, seed, rate === 0.1 ? 40 : 20)),
);

describe('what predictions look at is marked in the figure of the series', () => {
  test('as a band where it is the same for all lines', () => {
    const { boxes, legend, strokes, caption } = drawn(
      alike,
      'sharpness-along',
      value('tail(sharpness, 0.4)*rate'),
    );
    expect(boxes).toEqual([[24, 40]]);
    expect(legend).toContain('judged: it0');
    expect(strokes).toEqual([]);
    expect(caption).toContain('the part that the prediction it0 looks at');
  });

  test('between two times, and as a line at a moment', () => {
    const { boxes, uprights, legend } = drawn(
      alike,
      'sharpness-along',
      value('mean(sharpness, after = 5, before = 10)'),
      value('at(sharpness, time = 30)'),
    );
    expect(boxes).toEqual([[5, 10]]);
    expect(uprights).toEqual([5, 10, 30]);
    expect(legend.slice(-2)).toEqual(['judged: it0', 'judged: it1']);
  });

  test('statements that look at the same share one mark', () => {
    const { boxes, legend } = drawn(
      alike,
      'sharpness-along',
      value('tail(sharpness, 0.5)'),
      value('max(sharpness, after = 20)'),
    );
    expect(boxes).toEqual([[20, 40]]);
    expect(legend).toContain('judged: it0, it1');
  });

  test('along each line where lines differ, from where to where its runs are judged', () => {
    const { boxes, strokes, legend } = drawn(
      apart,
      'sharpness-along',
      value('tail(sharpness, 0.4)'),
    );
    expect(boxes).toEqual([]);
    expect(strokes.map(({ data }) => [data[0]!.x, data.at(-1)!.x])).toEqual([
      ...[[24, 40]],
      [12, 20],
    ]);
    // Upon the line: λ = 10 + t.
    for (const { data } of strokes) for (const { x, y } of data) expect(y).toBeCloseTo(10 + x, 9);
    // Whoever takes the line away takes the stroke away.
    expect(strokes.every(({ series }) => legend.includes(series!))).toBe(true);
    expect(legend).toContain('judged: it0');
  });

  test('on the lines alone that are judged, and as a ring at a moment', () => {
    const { strokes, rings } = drawn(
      alike,
      'sharpness-along',
      value('tail(sharpness, 0.25)', { where: 'rate = 0.2' }),
      value('at(sharpness, step = 100)', { where: 'rate = 0.1' }),
    );
    expect(strokes.map(({ data }) => [data[0]!.x, data.at(-1)!.x])).toEqual([[30, 40]]);
    expect(rings.map(({ data }) => data)).toEqual([[{ x: 10, y: 20 }]]);
  });

  test('in the figure of the loss too, and in no figure of another series', () => {
    const of = value('mean(trainLoss, before = 8)');
    expect(drawn(alike, 'training-loss', of)).toMatchObject({ boxes: [[undefined, 8]] });
    expect(drawn(alike, 'sharpness-along', of)).toMatchObject({ boxes: [], strokes: [] });
  });

  test('nothing where all of a series, or none, is judged', () => {
    const { legend, boxes, caption } = drawn(
      alike,
      'sharpness-along',
      value('peak(sharpness)'),
      value('trace'),
    );
    expect(legend.join()).not.toContain('judged');
    expect(boxes).toEqual([]);
    expect(caption).not.toContain('judged');
  });
});
