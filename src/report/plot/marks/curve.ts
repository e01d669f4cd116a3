import type { Colour } from '../colour.ts';
import type { JsonObject } from '../figure.ts';
import { extentOf, type Mark, type Point } from '../mark.ts';
import { LAYER } from '../theme.ts';

export interface CurveStyle {
  readonly colour: Colour;
  /** In the legend. */
  readonly label?: string;
  /** Pixels. */
  readonly width?: number;
  readonly dash?: readonly number[];
  /** What stands for it in the legend where markers do, and its inside; a line unless told otherwise. */
  readonly point?: string;
  readonly fill?: Colour;
  /** A smooth curve through the points in place of straight pieces; it is monotone where they are. */
  readonly smooth?: boolean;
  readonly layer?: number;
}

/** A line through the points, without markers. */
export const curve = (points: readonly Point[], style: CurveStyle): Mark => ({
  ...extentOf(points),
  draw: () => ({ datasets: [curveDataset(points, style)] }),
});

/** The dataset of a curve. */
export const curveDataset = (
  data: readonly Point[],
  {
    colour,
    label,
    width = 2.6,
    dash = [],
    point = 'line',
    fill = colour,
    smooth,
    layer,
  }: CurveStyle,
): JsonObject => ({
  ...(label === undefined ? {} : { label }),
  data: data.map(({ x, y }) => ({ x, y })),
  showLine: true,
  radius: 0,
  pointStyle: point,
  borderColor: colour,
  backgroundColor: fill,
  borderWidth: width,
  borderDash: dash,
  borderJoinStyle: 'round',
  ...(smooth ? { cubicInterpolationMode: 'monotone' } : {}),
  order: layer ?? LAYER.line,
});
