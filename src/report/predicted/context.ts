import type { Mark } from '../plot/mark.ts';
import type { Axis } from '../plot/parts.ts';

/** The panel beside the judged numbers: the values that they come from. */
export interface Context {
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** What it shows, a sentence. */
  readonly caption: string;
  /** Of the panel of the judged numbers, over its own. */
  readonly width: number;
}
