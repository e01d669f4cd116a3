import type { Sheet } from './sheet.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** A picture as data: JSON carries it to any backend. */
export interface Figure {
  /** kebab-case; also the name of its file. */
  readonly id: string;
  readonly title: string;
  /** What is drawn, from how many seeds, with which interval. */
  readonly caption: string;
  /** What was trained, and until when; on a page it is said once for all figures that share it. */
  readonly setting?: string;
  /** What the picture shows, in one sentence with numbers from the data: for those who cannot see it. */
  readonly alt: string;
  /** The key of the measurement whose values it shows, arm by arm: it stands beside a sentence about them; absent: none alone. */
  readonly measure?: string;
  /** The id of the prediction that it belongs to, and stands beside on the page; absent: none. */
  readonly statement?: string;
  /**
   * A Chart.js config without functions. Three things are left to whoever draws it: a scale carries a `tickRule`
   * (see `TickRule`), a dataset without a label is kept out of the legend, and one with a `series` comes and goes
   * with the dataset of that label.
   */
  readonly config: JsonObject;
  /** What the config is laid out for; the page's unless told otherwise. */
  readonly sheet?: Sheet;
}

/** How a scale is ticked where Chart.js would want a callback; with `about` so many ticks, five unless told otherwise. */
export type TickRule =
  /** Powers of ten; 1-2-5 steps where the axis spans little more than a decade. */
  | { readonly kind: 'decades'; readonly about?: number }
  /** Round steps with as many decimals as they need. */
  | { readonly kind: 'linear'; readonly about?: number }
  /** Exactly these. */
  | { readonly kind: 'fixed'; readonly at: readonly Tick[] };

/** A place on an axis with its label; an array of strings is one label in several lines. */
export type Tick = { readonly value: number; readonly label: string | readonly string[] };
