import type { Colour } from '../colour.ts';
import { faded } from '../colour.ts';
import type { Mark, Point } from '../mark.ts';
import { LAYER } from '../theme.ts';
import { curveDataset } from './curve.ts';

/** How a position or value stands on an axis on which lines are straight. */
export interface Straight {
  on(value: number): number;
  back(position: number): number;
}

export interface FanAt {
  readonly centre: Point;
  /** Where it begins and ends on x. */
  readonly from: number;
  readonly to: number;
  /** Of the lines that bound it, in the units of the straight axes; null is as steep as can be. */
  readonly slopes: readonly [low: number | null, high: number | null];
  readonly x: Straight;
  readonly y: Straight;
}

/** Steep enough to leave every frame. */
const STEEP = 4;

/** All lines through a point whose slopes lie between two, shaded; it widens no frame, and is cut off at it. */
export const fan = (
  at: FanAt,
  { colour, opacity }: { readonly colour: Colour; readonly opacity: number },
): Mark => ({
  x: [],
  y: [],
  draw: (frame) => {
    const { centre, from, to, slopes, x, y } = at;
    const [u, v] = [x.on(centre.x), y.on(centre.y)];
    const reach = Math.max(x.on(to) - u, u - x.on(from));
    const steepest = (STEEP * (y.on(frame.high) - y.on(frame.low))) / reach;
    const lineOf = (slope: number) =>
      [from, centre.x, to].map((one) => ({ x: one, y: y.back(v + slope * (x.on(one) - u)) }));
    const [low, high] = [slopes[0] ?? -steepest, slopes[1] ?? steepest].map((slope) =>
      lineOf(Math.max(-steepest, Math.min(steepest, slope))),
    );
    const edge = { colour: faded(colour, 0.5), width: 1, layer: LAYER.background };
    return {
      datasets: [
        // Filled to the dataset that follows.
        { ...curveDataset(high!, edge), backgroundColor: faded(colour, opacity), fill: '+1' },
        { ...curveDataset(low!, edge), fill: false },
      ],
    };
  },
});
