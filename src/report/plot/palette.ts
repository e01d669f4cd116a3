import type { PaletteName, Theme } from '../../lab/experiment/figures/figure-request.ts';

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

/** What stands about the data on one background. */
type Ground = Pick<
  Palette,
  'paper' | 'ink' | 'soft' | 'grid' | 'guide' | 'faint' | 'border' | 'data'
>;
/** The colours of the data on it. */
type Hues = Omit<Palette, keyof Ground>;

const LIGHT: Ground = {
  ...{ paper: '#ffffff', ink: '#222222', soft: '#5c6066', grid: '#e6e8eb' },
  ...{ guide: '#6b7178', faint: '#9aa0a6', border: '#c9cdd2', data: '#111111' },
};

const GROUNDS: Readonly<Record<Theme, Ground>> = {
  page: LIGHT,
  /** The background that the page has in dark mode. */
  dark: {
    ...{ paper: '#16181b', ink: '#e4e6e9', soft: '#a3a8af', grid: '#2c3036' },
    ...{ guide: '#9aa0a8', faint: '#757b83', border: '#464b52', data: '#f4f5f7' },
  },
  /** Black on white, as the text about it. */
  paper: { ...LIGHT, ink: '#000000', soft: '#444444', guide: '#555555', data: '#000000' },
  /** For a projector, on which what is faint is lost. */
  slides: {
    ...{ ...LIGHT, ink: '#111111', soft: '#444a52', grid: '#d9dce1', guide: '#555b63' },
    ...{ faint: '#7d848c', border: '#aab0b7' },
  },
};

const HUES: Readonly<Record<PaletteName, Readonly<Record<'light' | 'dark', Hues>>>> = {
  colour: {
    light: {
      ...{ blue: '#4561b0', red: '#c0392b', orange: '#d55e00' },
      cool: ['#25b39b', '#2f8fc4', '#4561b0', '#4a2a82'],
      warm: ['#7a3300', '#d55e00', '#f2a33a'],
      // Okabe & Ito 2008, "Color universal design", without yellow, which is lost on white.
      categories: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'],
    },
    dark: {
      ...{ blue: '#8fa3f0', red: '#ff7b6b', orange: '#f58a3c' },
      cool: ['#1f9c86', '#4aa8d8', '#8fa3f0', '#d2bcff'],
      warm: ['#ffdca8', '#f59a3c', '#c8641a'],
      // The same hues; yellow in place of black, which is lost on it.
      categories: ['#4aa8e0', '#f07f2e', '#2bbf94', '#e29ac4', '#f0b429', '#8fd0f7', '#f0e442'],
    },
  },
  // Nuñez, Anderton & Renslow 2018 and van der Walt & Smith 2015: parts of viridis and inferno that are seen on the paper.
  viridis: {
    light: {
      ...{ blue: '#3e4989', red: '#bc3754', orange: '#e8710a' },
      cool: ['#35b779', '#26828e', '#3e4989', '#440154'],
      warm: ['#420a68', '#bc3754', '#f1840c'],
      categories: ['#3e4989', '#e8710a', '#1f9e89', '#bc3754', '#440154', '#35b779', '#000000'],
    },
    dark: {
      ...{ blue: '#7b87d8', red: '#f0706a', orange: '#fb9b06' },
      cool: ['#2f7f92', '#1fa187', '#6ece58', '#fde725'],
      warm: ['#fcffa4', '#fb9b06', '#d24644'],
      categories: ['#7b87d8', '#fb9b06', '#1fa187', '#f0706a', '#6ece58', '#fde725', '#fcffa4'],
    },
  },
  // Told apart by marker, dash and lightness alone.
  grey: {
    light: {
      ...{ blue: '#444444', red: '#000000', orange: '#555555' },
      cool: ['#a6a6a6', '#808080', '#555555', '#1c1c1c'],
      warm: ['#262626', '#6e6e6e', '#a0a0a0'],
      categories: ['#000000', '#6e6e6e', '#3c3c3c', '#8f8f8f', '#555555', '#a0a0a0', '#222222'],
    },
    dark: {
      ...{ blue: '#c8c8c8', red: '#ffffff', orange: '#b4b4b4' },
      cool: ['#6e6e6e', '#939393', '#bebebe', '#f0f0f0'],
      warm: ['#e6e6e6', '#a6a6a6', '#747474'],
      categories: ['#f4f4f4', '#a0a0a0', '#d0d0d0', '#808080', '#b8b8b8', '#747474', '#e2e2e2'],
    },
  },
};

/** The colours of a palette as they are on the background of a theme. */
export const paletteOf = (theme: Theme, name: PaletteName = 'colour'): Palette => ({
  ...(name === 'grey' ? withoutHue(GROUNDS[theme]) : GROUNDS[theme]),
  ...HUES[name][theme === 'dark' ? 'dark' : 'light'],
});

/** The greys of the same lightness: luma by the weights of Rec. 709. */
const withoutHue = (ground: Ground): Ground =>
  // A mapping of colours to colours, key by key.
  Object.fromEntries(
    Object.entries(ground).map(([key, colour]) => {
      const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
      const grey = Math.round(0.2126 * r! + 0.7152 * g! + 0.0722 * b!);
      return [key, `#${grey.toString(16).padStart(2, '0').repeat(3)}`];
    }),
  ) as unknown as Ground;

export const ON_LIGHT: Palette = paletteOf('page');
export const ON_DARK: Palette = paletteOf('dark');
