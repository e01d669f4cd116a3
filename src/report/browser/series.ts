/** A dataset as figures have it. */
export interface Dataset {
  readonly label?: string;
  readonly series?: string;
  readonly data: readonly Place[];
  readonly pointStyle?: string;
  readonly borderWidth?: number;
  readonly borderDash?: readonly number[];
  /** One, or one a point. */
  readonly backgroundColor?: string | readonly string[];
  readonly borderColor?: string | readonly string[];
}

/** A point as figures have it; ends of an interval where there is one. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly yMin?: number;
  readonly yMax?: number;
}

/** The label with which a dataset comes and goes; undefined if it stays. */
export const seriesOf = ({ label, series }: Dataset): string | undefined => label ?? series;

/** The colour that stands for a dataset. */
export const colourOf = ({ borderColor, backgroundColor }: Dataset): string =>
  [borderColor ?? [], backgroundColor ?? []].flat().find((colour) => colour !== '') ??
  'currentColor';
