import { extentOf, type Mark, type Point } from '../mark.ts';
import { LAYER, RED } from '../theme.ts';

/** Half the length of a line, in steps of a category axis. */
const HALF = 0.36;

/** Short level lines through the points, red and dashed, behind the means; one entry in the legend. */
export const rules = (points: readonly Point[], label: string): Mark => ({
  ...extentOf(points),
  draw: () => ({
    datasets:
      points.length === 0
        ? []
        : [
            {
              label,
              // A point without a value ends a line.
              data: points.flatMap(({ x, y }) => [
                { x: x - HALF, y },
                { x: x + HALF, y },
                { x: x + HALF, y: null },
              ]),
              showLine: true,
              radius: 0,
              pointStyle: 'line',
              borderColor: RED,
              borderWidth: 2,
              borderDash: [6, 4],
              order: LAYER.rule,
            },
          ],
  }),
});
