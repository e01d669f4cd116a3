import { faded } from '../plot/colour.ts';
import { curve, points } from '../plot/marks/index.ts';
import { GUIDE, LAYER } from '../plot/theme.ts';
import type { Context } from './context.ts';
import type { Told } from './told.ts';
import { axisTitle, measureTitle } from './words.ts';

/** With fewer points a scatter shows an order that chance makes; chosen by trial. */
const FEWEST_POINTS = 8;

/** One measure against another, a marker a run and a line through the runs of each seed; null below eight points. */
export function scatterPanel({ evidence, lookOf, runs }: Told): Context | null {
  const { arms, over } = evidence;
  const all = arms.flatMap((arm) => arm.points.map((point) => ({ ...point, x: point.x! })));
  if (all.length < FEWEST_POINTS) return null;
  const units = [...new Set(all.map(({ unit }) => unit))];
  const lines = units.map((unit) =>
    all.filter((point) => point.unit === unit).sort((a, b) => a.x - b.x),
  );
  return {
    x: { title: axisTitle(over!, runs), padding: 0.08, grid: false },
    y: { title: measureTitle(evidence, runs), padding: 0.08, grid: false },
    marks: [
      ...lines.map((own) =>
        curve(own, { colour: faded(GUIDE, 0.22), width: 1.1, layer: LAYER.background }),
      ),
      ...arms.map((arm) => {
        const { colour, point, label } = lookOf(arm);
        return points(
          arm.points.map(({ x, y }) => ({ x: x!, y })),
          { label, colour, fill: faded(colour, 0.75), shape: point, edge: 1.2, radius: 6 },
        );
      }),
    ],
    caption: `Left: a marker for each of ${all.length} runs, thin lines through those of one seed, whose order τ ranks.`,
    width: 0.48,
  };
}
