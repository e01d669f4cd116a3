import type { Series } from './palette.ts';

/** A place in the coordinates of the data; a number that is not finite breaks a curve. */
export type Point = readonly [x: number, y: number];

/** One method in a figure. */
export interface Curve {
  readonly series: Series;
  readonly title: string;
  readonly points: readonly Point[];
  /** Shows each point, since there are few. */
  readonly dots?: boolean;
  /** Standard errors of the points, drawn as bars to either side. */
  readonly errors?: readonly number[];
}

/** A figure with axes; plain data. */
export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly logarithmic: boolean;
  readonly curves: readonly Curve[];
  /** Horizontal lines, as an edge of stability. */
  readonly levels: readonly { readonly value: number; readonly title: string }[];
}
