import { type Arm, runsOf } from '../arms/arm.ts';
import { categoryAxis } from '../arms/category-axis.ts';
import { metricOf } from '../arms/metric.ts';
import { runValues } from '../arms/run-values.ts';
import { spreadOfArm } from '../arms/spread.ts';
import { capitalised } from '../arms/wording.ts';
import { frameOfY } from '../plot/frame.ts';
import type { Mark } from '../plot/mark.ts';
import { rule } from '../plot/marks/index.ts';
import { BORDER } from '../plot/theme.ts';
import { valuesAlt } from '../sketch/alt.ts';
import { type Sentences, setting } from '../sketch/caption.ts';
import { type Panel, shown } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import {
  connections,
  linesOf,
  outcomeMarks,
  outcomeSentences,
  seedLines,
} from './outcome-marks.ts';

/** Where the drawn arms stand on the axis. */
export type Places = ReadonlyMap<Arm, number>;

const NOTHING = { marks: [], caption: [] };

/** Means of a metric with t intervals by method and batch size, single seeds as faint dots; and what else is to be shown. */
export function outcomeParts(
  panel: Panel,
  key: string,
  more: (at: Places) => { marks: readonly Mark[]; caption: Sentences } = () => NOTHING,
): Parts | null {
  const metric = metricOf(runsOf(panel.arms), key);
  const drawn = shown(panel, (arm) => runValues(arm, key));
  // A single marker is a number, and stands in the tables.
  if (metric === undefined || drawn.flatMap(({ data }) => data).length < 2) return null;
  const axis = categoryAxis(drawn.map(({ arm }) => arm));
  const further = more(axis.at);
  const joined = seedLines(drawn, axis.at);
  const marks = [
    ...drawn.flatMap((one) => outcomeMarks(one, key, axis.at.get(one.arm)!)),
    ...joined,
    ...connections(drawn, key, axis.at),
    ...axis.borders.map((x) => rule({ x }, { dash: [], colour: BORDER })),
    ...further.marks,
  ];
  const means = drawn.flatMap(({ arm }) => {
    const spread = spreadOfArm(arm, key);
    return spread === null ? [] : [{ label: arm.label, value: spread.mean }];
  });
  return {
    title: `${capitalised(metric.name)} by method and batch size`,
    alt: `${capitalised(metric.name)} by method and batch size, means over seeds: ${valuesAlt(means)}.`,
    caption: [
      outcomeSentences(panel.arms, metric),
      joined.length > 0 && 'Thin lines join the runs of one seed.',
      frameOfY({}, marks).cut && 'Intervals that reach beyond the frame are cut off at it.',
      further.caption,
    ],
    setting: setting(panel.arms),
    measure: key,
    x: { scale: 'linear', low: axis.low, high: axis.high, categories: axis, grid: false },
    y: { title: metric.axis },
    marks,
    legend: 'top',
    // Where SGD has several lines along B, the legend names each.
    key: linesOf(drawn).size > 1 ? 'marker' : 'line',
  };
}
