import type { Colour } from '../colour.ts';
import { extentOf, type Mark, type Point } from '../mark.ts';
import { LAYER } from '../theme.ts';

export interface PointsStyle {
  /** Of the edge, and of the inside unless told otherwise; one, or one a point. */
  readonly colour: Colour | readonly Colour[];
  readonly fill?: Colour;
  /** In the legend. */
  readonly label?: string;
  readonly shape?: string;
  /** Clockwise, in degrees. */
  readonly rotation?: number;
  /** Pixels. */
  readonly radius?: number;
  /** Width of the edge in pixels. */
  readonly edge?: number;
  readonly layer?: number;
}

/** A marker at each point; nothing, and no entry in the legend, where there is none. */
export const points = (data: readonly Point[], style: PointsStyle): Mark => {
  const { colour, fill = colour, label, shape = 'circle', radius = 7, edge = 0 } = style;
  return {
    ...extentOf(data),
    draw: () => ({
      datasets:
        data.length === 0
          ? []
          : [
              {
                ...(label === undefined ? {} : { label }),
                data: data.map(({ x, y }) => ({ x, y })),
                pointStyle: shape,
                ...(style.rotation === undefined ? {} : { rotation: style.rotation }),
                radius,
                backgroundColor: fill,
                borderColor: colour,
                borderWidth: edge,
                order: style.layer ?? LAYER.highlight,
              },
            ],
    }),
  };
};
