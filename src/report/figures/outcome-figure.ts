import type { Arm } from '../arms/arm.ts';
import { categoryAxis } from '../arms/category-axis.ts';
import type { Metric } from '../arms/metric.ts';
import { spreadOfArm } from '../arms/spread.ts';
import { capitalised } from '../arms/wording.ts';
import { type Axis, chart, padded, referenceLine, scaleFor } from '../plot/chart.ts';
import type { Look } from '../plot/colour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';
import { categoryMarks } from './category-marks.ts';
import { outcomeCaption } from './outcome-caption.ts';
import { armDatasets, connections } from './outcome-datasets.ts';
import { dotsOf } from './outcome-dots.ts';
import { edgeDataset, stabilityEdges, thresholdLevels } from './outcome-levels.ts';

/** One metric by method and batch size: means with t intervals, single seeds as faint dots. */
export function outcomeFigure(
  arms: readonly Arm[],
  looks: ReadonlyMap<Arm, Look>,
  metric: Metric | undefined,
  id: string,
): Figure | null {
  if (metric === undefined) return null;
  const drawn = arms.filter((arm) => dotsOf(arm, metric).length > 0);
  if (drawn.length === 0) return null;
  const axis = categoryAxis(drawn);
  const values = drawn.flatMap((arm) => dotsOf(arm, metric).map(({ y }) => y));
  const edges = metric.key === 'sharpness' ? stabilityEdges(drawn, Math.max(...values)) : [];
  const levels = metric.key === 'threshold' ? thresholdLevels(drawn, axis.at) : [];
  const all = [...values, ...edges.map(({ y }) => y), ...levels.map(({ y }) => y)];
  const scale = scaleFor(all);
  const frame = frameOf(drawn, metric, all, scale);

  const datasets: JsonObject[] = [];
  for (const arm of drawn) {
    const look = looks.get(arm)!;
    const x = axis.at.get(arm)!;
    datasets.push(...armDatasets(arm, metric, { look, x, ...frame }));
  }
  datasets.push(...connections(drawn, metric, axis.at, looks));
  datasets.push(...edges.map((edge, i) => edgeDataset(edge, axis.at, i)));
  return {
    id,
    title: titleOf(metric),
    caption: outcomeCaption(arms, metric, { cut: frame.cut, edges: edges.length }),
    config: chart({
      x: {
        scale: 'linear',
        low: axis.low,
        high: axis.high,
        marks: { kind: 'fixed', at: categoryMarks(axis) },
        grid: false,
      },
      y: {
        title: metric.axis,
        scale,
        low: frame.low,
        high: frame.high,
        marks: { kind: scale === 'linear' ? 'linear' : 'decades' },
        grid: true,
      },
      datasets,
      annotations: [
        ...axis.borders.map((x) => referenceLine({ at: { x }, dash: [], colour: '#c9cdd2' })),
        ...levels.map(({ y, from, to, label, dash }) =>
          referenceLine({ at: { y, from, to }, label, dash }),
        ),
      ],
      legend: 'top',
      key: datasets.filter(({ label }) => label !== undefined).length > 1 ? 'marker' : 'line',
    }),
  };
}

interface Frame {
  readonly low: number;
  readonly high: number;
  /** Whether an interval reaches beyond the frame. */
  readonly cut: boolean;
}

// The data with room around; an interval may widen the frame to twice the spread of the data, no more:
// with two seeds t is 12.7 and the intervals would flatten everything else.
function frameOf(
  arms: readonly Arm[],
  metric: Metric,
  values: readonly number[],
  scale: Axis['scale'],
): Frame {
  const widest = padded(values, scale, 0.5);
  const ends = arms.flatMap((arm) => spreadOfArm(arm, metric.key)?.interval ?? []);
  const inside = ends.map((end) => Math.min(Math.max(end, widest.low), widest.high));
  const frame = padded([...values, ...inside], scale, 0.06);
  return { ...frame, cut: ends.some((end) => end < frame.low || end > frame.high) };
}

const titleOf = ({ name }: Metric) => `${capitalised(name)} by method and batch size`;
