/** Text. */
export const INK = '#222222';
/** Axes, reference lines and their labels. */
export const SOFT = '#5c6066';
export const GRID = '#e6e8eb';
/** Lines that guide the eye and stand for no data of their own. */
export const GUIDE = '#6b7178';
export const FAINT = '#9aa0a6';
/** Between groups on an axis. */
export const BORDER = '#c9cdd2';
export const PAPER = '#ffffff';
/** Data that need no colour to be told apart. */
export const BLACK = '#111111';
export const BLUE = '#4561b0';
/** What must not be overlooked: an edge of stability. */
export const RED = '#c0392b';
/** What is marked out among data. */
export const ORANGE = '#d55e00';

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
