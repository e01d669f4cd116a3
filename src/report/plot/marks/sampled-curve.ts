import type { Colour } from '../colour.ts';
import { type Mark, together } from '../mark.ts';
import { curve } from './curve.ts';
import { type Mean, meanWithInterval } from './mean-with-interval.ts';
import { seeds } from './seeds.ts';

/** The values at x with their mean and its interval. */
export interface Sample extends Mean {
  readonly values: readonly number[];
}

export interface SampledCurveStyle {
  readonly colour: Colour;
  readonly label: string;
  /** Of the markers, in pixels. */
  readonly radius?: number;
  /** The factor by which the dots of seeds stand aside on a logarithmic x axis. */
  readonly aside: number;
}

/** A line through means with intervals, and dots of the values beside them. */
export const sampledCurve = (
  samples: readonly Sample[],
  { colour, label, radius = 8, aside }: SampledCurveStyle,
): Mark =>
  together([
    curve(
      samples.map(({ x, mean }) => ({ x, y: mean })),
      { colour, label },
    ),
    seeds(
      samples.flatMap(({ x, values }) => values.map((y) => ({ x: x * aside, y }))),
      colour,
      { radius: radius / 2 },
    ),
    meanWithInterval(samples, { colour, radius }),
  ]);
