import type { JsonObject } from '../plot/figure.ts';
import type { Patch } from '../plot/patch.ts';

/** What a page carries for its script, by the id of a figure. */
export type PageData = Readonly<Record<string, FigureData>>;

/** A figure as it is drawn on paper, and what is otherwise on a dark page. */
export interface FigureData {
  readonly config: JsonObject;
  readonly dark: Patch;
  /** In the units in which the config gives sizes of letters, lines and markers. */
  readonly width: number;
  readonly height: number;
}
