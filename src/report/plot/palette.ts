/** What the colours of a figure look like on one background. */
export interface Palette {
  /** The background. */
  readonly paper: string;
  /** Text. */
  readonly ink: string;
  /** Axes, reference lines and their labels. */
  readonly soft: string;
  readonly grid: string;
  /** Lines that guide the eye and stand for no data of their own. */
  readonly guide: string;
  readonly faint: string;
  /** Between groups on an axis. */
  readonly border: string;
  /** Data that need no colour to be told apart, and the limit that all others are compared with. */
  readonly data: string;
  readonly blue: string;
  /** What must not be overlooked: an edge of stability. */
  readonly red: string;
  /** What is marked out among data. */
  readonly orange: string;
  /** Anchors of an ordered sequence, teal to purple; at its end the contrast with the paper is greatest. */
  readonly cool: readonly string[];
  /** Anchors of another, brown to orange; at its start the contrast with the paper is greatest. */
  readonly warm: readonly string[];
  /** For what has no order. */
  readonly categories: readonly string[];
}

/** On white. */
export const ON_LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#222222',
  soft: '#5c6066',
  grid: '#e6e8eb',
  guide: '#6b7178',
  faint: '#9aa0a6',
  border: '#c9cdd2',
  data: '#111111',
  blue: '#4561b0',
  red: '#c0392b',
  orange: '#d55e00',
  cool: ['#25b39b', '#2f8fc4', '#4561b0', '#4a2a82'],
  warm: ['#7a3300', '#d55e00', '#f2a33a'],
  // Okabe & Ito 2008, "Color universal design", without yellow, which is lost on white.
  categories: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'],
};

/** On the background that the page has in dark mode. */
export const ON_DARK: Palette = {
  paper: '#16181b',
  ink: '#e4e6e9',
  soft: '#a3a8af',
  grid: '#2c3036',
  guide: '#9aa0a8',
  faint: '#757b83',
  border: '#464b52',
  data: '#f4f5f7',
  blue: '#8fa3f0',
  red: '#ff7b6b',
  orange: '#f58a3c',
  cool: ['#1f9c86', '#4aa8d8', '#8fa3f0', '#d2bcff'],
  warm: ['#ffdca8', '#f59a3c', '#c8641a'],
  // The same hues; yellow in place of black, which is lost on it.
  categories: ['#4aa8e0', '#f07f2e', '#2bbf94', '#e29ac4', '#f0b429', '#8fd0f7', '#f0e442'],
};
