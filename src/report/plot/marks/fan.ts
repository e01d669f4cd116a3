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
  /** Of the lines that bound it, in the units of the straight axes; null where one side is open. */
  readonly slopes: readonly [low: number | null, high: number | null];
  readonly x: Straight;
  readonly y: Straight;
}

/** Steep enough to leave every frame. */
const STEEP = 4;
/** How far the shade of an open side reaches at the end, over the height of the frame: it says which side is meant. */
const OPEN = 0.1;

/**
 * All lines through a point whose slopes lie between two, shaded; it widens no frame, and is cut off at it. With one of them alone its line,
 * and a narrow shade on the side that is open.
 */
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
    const open = (OPEN / STEEP) * steepest;
    const [least, most] = slopes;
    const [low, high] = [
      least ?? (most === null ? -steepest : most - open),
      most ?? (least === null ? steepest : least + open),
    ].map((slope) => lineOf(Math.max(-steepest, Math.min(steepest, slope))));
    const edge = (slope: number | null) => ({
      colour: faded(colour, slope === null ? 0 : least === null || most === null ? 0.9 : 0.5),
      width: slope === null ? 0 : least === null || most === null ? 2 : 1,
      layer: LAYER.background,
    });
    return {
      datasets: [
        // Filled to the dataset that follows.
        { ...curveDataset(high!, edge(most)), backgroundColor: faded(colour, opacity), fill: '+1' },
        { ...curveDataset(low!, edge(least)), fill: false },
      ],
    };
  },
});
