import type { Arm } from './arm.ts';
import { legendLabels } from './arm.ts';
import { type Association, associationSentence } from './association.ts';
import { recipe, stopRule } from './describe.ts';
import type { Figure } from './figure.ts';
import { faded, type Look } from './palette.ts';
import { counts, lossGap, measured, trace } from './quantity.ts';
import { type Axis, chart, padded } from './theme.ts';

/** Hessian trace against loss gap, one dot per run, coloured by arm; null below two runs. */
export function associationFigure(
  arms: readonly Arm[],
  looks: ReadonlyMap<Arm, Look>,
  association: Association | null,
  id: string,
): Figure | null {
  const drawn = arms
    .map((arm) => ({ arm, points: pointsOf(arm) }))
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
    title: 'Generalization gap against Hessian trace',
    caption: [
      `One dot per run (n = ${all.length} runs).`,
      association === null
        ? 'No interval: too few runs for a rank correlation.'
        : associationSentence(association),
      recipe(one),
      stopRule(one),
    ].join(' '),
    config: chart({
      key: 'marker',
      x: axisOf(
        trace.axis,
        all.map(({ x }) => x),
      ),
      y: axisOf(
        lossGap.axis,
        all.map(({ y }) => y),
      ),
      datasets: drawn.map(({ arm, points }) => {
        const { colour, point } = looks.get(arm)!;
        return {
          label: labels.get(arm)!,
          data: points,
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

const pointsOf = ({ runs }: Arm) =>
  runs.filter(counts).flatMap((run) => {
    const x = measured(run, trace.key)?.value;
    const y = measured(run, lossGap.key)?.value;
    return x === undefined || y === undefined ? [] : [{ x, y }];
  });
