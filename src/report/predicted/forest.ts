import { rangeText, verdictText } from '../../claims/judging/sentence.ts';
import type { Verdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import type { GivenTick } from '../plot/layout/axis-ticks.ts';
import type { Mark } from '../plot/mark.ts';
import { cell, curve, legendKey, points } from '../plot/marks/index.ts';
import { listed } from '../sketch/alt.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { styleOf } from './outcome-style.ts';
import { rowScale } from './row-scale.ts';
import type { Told } from './told.ts';
import { sizeText } from './words.ts';

/** The id of the figure of all statements. */
export const FOREST = 'predictions';

/** Rows that one figure can hold and still be read. */
const MOST = 12;
/** Rows that have room for their numbers. */
const MOST_WITH_NUMBERS = 6;
/** Half the width of the frame, in halves of a predicted range. */
const REACH = 3;

/**
 * Every statement in one figure, a row each: the predicted range shaded, the measured interval as a bar, both on a scale of the
 * row's own on which the range goes from −1 to 1. Null for fewer than two statements that were measured.
 */
export function forest(all: readonly Told[]): Sketch | null {
  const rows = all.filter(({ verdict }) => isDrawn(verdict)).slice(0, MOST);
  if (rows.length < 2) return null;
  const at = (i: number) => rows.length - i;
  const y = { scale: 'linear', low: 0.4, high: rows.length + 0.6, grid: false } as const;
  const ticks = (of: (verdict: Verdict) => Pick<GivenTick, 'label' | 'brief'>) =>
    rows.map(({ verdict }, i) => ({ value: at(i), ...of(verdict) })).reverse();
  const left = all.length - rows.length;
  return {
    id: FOREST,
    title: 'What was predicted, and what was measured',
    alt: `${rows.length} predictions in a row each: ${listed(rows.map(({ verdict }) => rowAlt(verdict)))}.`,
    caption: [
      'A row for each prediction. Shaded: the range that was predicted; marker and bar: what was measured, with its interval; of several numbers the one that decided.',
      'Every row has a scale of its own, on which the ends of the predicted ranges stand below one another; triangles: beyond the frame.',
      left > 0 && `${left} without a number or a range: not drawn.`,
    ],
    x: {
      ...{ scale: 'linear', low: -REACH, high: REACH, grid: false },
      ticks: [
        { value: -1, label: ['lower end of the', 'predicted range'] },
        { value: 1, label: ['upper end of the', 'predicted range'] },
      ],
    },
    y: { ...y, ticks: ticks(({ id }) => ({ label: id })) },
    marks: [
      ...rows.map(({ verdict }, i) => rangeMark(verdict, at(i), i === 0)),
      ...rows.flatMap((told, i) => barMarks(told, at(i))),
      ...keys(rows),
    ],
    beside: {
      x: { scale: 'linear', low: 0, high: 1, ticks: [], grid: false },
      y: {
        ...y,
        // Where the word has no room, the marker says it alone.
        ticks: ticks((one) =>
          rows.length > MOST_WITH_NUMBERS
            ? { label: verdictText(one.verdict), brief: shortSize(one)[0]! }
            : { label: [verdictText(one.verdict), ...shortSize(one)], brief: shortSize(one) },
        ),
      },
      marks: [],
      width: 0.001,
    },
    legend: 'top',
    key: 'marker',
  };
}

const isDrawn = ({ measured, predicted }: Verdict): boolean =>
  measured !== null && predicted.some((end) => end !== null);

/** To three digits and in two lines, so that it has room: `0.48`, `[0.445, 0.518]`. */
const shortSize = ({ estimate, measured }: Verdict): readonly string[] => [
  ...(estimate === null ? [] : [significant(estimate)]),
  `[${measured!.map((end, i) => (end === null ? (i === 0 ? '−∞' : '∞') : significant(end))).join(', ')}]`,
];

const rowAlt = (verdict: Verdict): string =>
  `${verdict.id} is ${verdictText(verdict.verdict)} with ${sizeText(verdict)}, predicted ${rangeText(verdict.predicted)}`;

const rangeMark = ({ predicted: [low, high] }: Verdict, y: number, first: boolean): Mark =>
  cell(
    { from: low === null ? null : -1, to: high === null ? null : 1, y, half: 0.34 },
    first ? 'predicted' : undefined,
  );

function barMarks({ verdict, evidence }: Told, y: number): readonly Mark[] {
  const on = rowScale(verdict, evidence.as === 'ratio');
  const [low, high] = verdict.measured!;
  const ends = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY].map(on);
  const inside = ends.map((end) => Math.max(-REACH, Math.min(REACH, end)));
  const { colour, shape, fill } = styleOf(verdict.verdict);
  const beyond = ends.flatMap((end, i) =>
    Math.abs(end) <= REACH ? [] : [{ x: inside[i]! * 0.975, y, rotation: end > 0 ? 90 : -90 }],
  );
  const estimate = verdict.estimate === null ? Number.NaN : on(verdict.estimate);
  return [
    curve(
      inside.map((x) => ({ x, y })),
      { colour, width: 3.5 },
    ),
    ...beyond.map(({ rotation, ...point }) =>
      points([point], { colour, shape: 'triangle', rotation, radius: 8 }),
    ),
    ...(Math.abs(estimate) <= REACH
      ? [points([{ x: estimate, y }], { colour, fill, shape, radius: 7.5, edge: 2.5 })]
      : []),
  ];
}

/** What each kind of marker says, for the legend. */
function keys(rows: readonly Told[]): readonly Mark[] {
  const found = [...new Set(rows.map(({ verdict }) => verdict.verdict))];
  return found.map((outcome) => legendKey(verdictText(outcome), styleOf(outcome)));
}
