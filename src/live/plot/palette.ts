/** Colours of a figure on one background. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  /** By method. Okabe & Ito 2008, "Color universal design"; gradient flow, the limit, is black. */
  readonly series: Readonly<Record<Series, string>>;
}

export type Series = 'flow' | 'descent' | 'sgd' | 'companion' | 'langevin';

export const palettes = {
  light: {
    ...{ paper: '#ffffff', ink: '#222222', soft: '#5c6066', grid: '#e6e8eb' },
    series: {
      ...{ flow: '#111111', descent: '#0072b2', sgd: '#d55e00' },
      ...{ companion: '#008060', langevin: '#b0568f' },
    },
  },
  dark: {
    ...{ paper: '#16181b', ink: '#e4e6e9', soft: '#a3a8af', grid: '#2c3036' },
    series: {
      ...{ flow: '#f4f5f7', descent: '#4aa8e0', sgd: '#f07f2e' },
      ...{ companion: '#2bbf94', langevin: '#e29ac4' },
    },
  },
} as const satisfies Readonly<Record<string, Palette>>;

/** Dashes, so that methods are told apart without colour. */
export const dashes: Readonly<Record<Series, string>> = {
  ...{ flow: '', descent: '7 3', sgd: '2 3' },
  ...{ companion: '9 3 2 3', langevin: '1 2' },
};
