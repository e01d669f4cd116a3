import { sequence } from '../colour.ts';
import { contourLabels, type Plane, planeOf } from '../contour-labels.ts';
import { contourLines, type Grid } from '../contour-lines.ts';
import type { Levels } from '../levels.ts';
import type { Mark, Point } from '../mark.ts';
import { refine } from '../refine.ts';
import { EVERY_POINT, LAYER } from '../theme.ts';
import { curveDataset } from './curve.ts';

/** Parts of a cell's edge, so that contours of a coarse grid are not polygons; by trial. */
const FINER = 4;
/** Points nearer than this fall together as drawn. */
const PIXEL = 0.8;

/**
 * Contour lines of values on a grid, cubic between its points, from purple at the least level to teal at the greatest.
 *
 * Labels keep off the points in `clear`.
 */
export function contour(
  grid: Grid,
  { scale, at: levels }: Levels,
  clear: readonly Point[] = [],
): Mark {
  const least = Math.min(...grid.values.flat().filter((value) => value > 0));
  const onScale = (value: number) =>
    scale === 'logarithmic' ? Math.log(Math.max(value, least)) : value;
  // Before the logarithm, since a loss is nearer to a parabola about its minimum.
  const fine = refine(grid, FINER);
  const scaled = { ...fine, values: fine.values.map((row) => row.map(onScale)) };
  const whole = levels.map((level) => contourLines(scaled, onScale(level)));
  const colours = sequence(levels.length).toReversed();
  return {
    x: grid.x,
    y: grid.y,
    draw: (_, { plot, text }) => {
      const plane = planeOf(grid, plot);
      const lines = whole.map((own) => own.map((line) => thinned(line, plane)));
      return {
        datasets: lines.flatMap((own, k) =>
          own.map((line) =>
            curveDataset(line, {
              ...{ colour: colours[k]!, width: 1.8, dash: EVERY_POINT },
              layer: LAYER.background,
            }),
          ),
        ),
        annotations: contourLabels(lines, levels, colours, { plane, size: text.level, clear }),
      };
    },
  };
}

/** Without points that fall on the one before: they fray the line, which keeps its ends. */
const thinned = (line: readonly Point[], { distance }: Plane): readonly Point[] => {
  const kept: Point[] = [];
  for (const p of line.slice(0, -1))
    if (kept.length === 0 || distance(p, kept.at(-1)!) > PIXEL) kept.push(p);
  return [...kept, line.at(-1)!];
};
