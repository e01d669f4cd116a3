import { type Arm, runsOf } from '../arms/arm.ts';
import { legendLabels } from '../arms/legend-labels.ts';
import { type Metric, metricOf } from '../arms/metric.ts';
import { recipe, stopRule } from '../arms/recipe.ts';
import { type Association, associationStatement, pointsOf } from '../findings/association.ts';
import { sentenceOf } from '../findings/finding.ts';
import { type Axis, chart, padded } from '../plot/chart.ts';
import { faded, type Look } from '../plot/colour.ts';
import type { Figure } from '../plot/figure.ts';

/** A measure of where training ended against loss gap, one dot per run, coloured by arm; null below two runs. */
export function associationFigure(
  arms: readonly Arm[],
  looks: ReadonlyMap<Arm, Look>,
  measure: Metric,
  association: Association | undefined,
  id: string,
): Figure | null {
  const drawn = arms
    .map((arm) => ({ arm, points: pointsOf(arm, measure) }))
    .filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length < 2) return null;
  const labels = legendLabels(drawn.map(({ arm }) => arm));
  const axisOf = (title: string, values: readonly number[]): Axis => ({
    title,
    scale: 'linear',
    ...padded(values, 'linear', 0.08),
    marks: { kind: 'linear' },
    grid: true,
  });
  const one = drawn.map(({ arm }) => arm);
  return {
    id,
    title: `Generalization gap against ${measure.name}`,
    caption: [
      `One dot per run (n = ${all.length} runs).`,
      association === undefined
        ? 'Too few runs for a rank correlation.'
        : sentenceOf(associationStatement(association, measure)),
      recipe(one),
      stopRule(one),
    ].join(' '),
    config: chart({
      key: 'marker',
      x: axisOf(
        measure.axis,
        all.map(({ x }) => x),
      ),
      y: axisOf(
        metricOf(runsOf(arms), 'lossGap')!.axis,
        all.map(({ y }) => y),
      ),
      datasets: drawn.map(({ arm, points }) => {
        const { colour, point } = looks.get(arm)!;
        return {
          label: labels.get(arm)!,
          data: points.map(({ x, y }) => ({ x, y })),
          pointStyle: point,
          radius: 7,
          backgroundColor: faded(colour, 0.75),
          borderColor: colour,
          borderWidth: 1.2,
        };
      }),
    }),
  };
}
