import type { Paint } from './colour.ts';

/** Text. */
export const INK: Paint = { paint: 'ink' };
/** Axes, reference lines and their labels. */
export const SOFT: Paint = { paint: 'soft' };
export const GRID: Paint = { paint: 'grid' };
/** Lines that guide the eye and stand for no data of their own. */
export const GUIDE: Paint = { paint: 'guide' };
export const FAINT: Paint = { paint: 'faint' };
/** Between groups on an axis. */
export const BORDER: Paint = { paint: 'border' };
/** The background. */
export const PAPER: Paint = { paint: 'paper' };
/** Data that need no colour to be told apart: black on white. */
export const BLACK: Paint = { paint: 'data' };
export const BLUE: Paint = { paint: 'blue' };
/** What must not be overlooked: an edge of stability. */
export const RED: Paint = { paint: 'red' };
/** What is marked out among data. */
export const ORANGE: Paint = { paint: 'orange' };

/** Dashes of reference lines. */
export const DASHED = [7, 5];
export const DOTTED = [2, 5];
/** A dash that outlasts every line: Chart.js averages what lies in one column of pixels, unless a line is dashed. */
export const EVERY_POINT = [1e6, 0];

/** Drawing order: what has the smaller number lies above. */
export const LAYER = {
  highlight: 1,
  mean: 5,
  line: 10,
  rule: 12,
  guide: 15,
  seeds: 20,
  background: 30,
} as const;
