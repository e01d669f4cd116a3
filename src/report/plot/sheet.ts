import { ON_DARK, ON_LIGHT, type Palette } from './palette.ts';

/** What a figure is drawn on; its layout follows from it. */
export interface Sheet {
  /** In CSS pixels, 96 of which make an inch. */
  readonly width: number;
  readonly height: number;
  /** Height of the letters of tick labels in CSS pixels; lines and markers keep their proportion to it. */
  readonly font: number;
  /** Pixels of a PNG per inch. */
  readonly dpi: number;
  /** Colours of paper, ink and data. */
  readonly palette: Palette;
}

/** A figure of the report's page, 16:10; its PNG has two pixels per CSS pixel each way. */
export const PAGE: Sheet = { width: 900, height: 562, font: 18, dpi: 192, palette: ON_LIGHT };

/** The same for a reader in dark mode. */
export const DARK_PAGE: Sheet = { ...PAGE, palette: ON_DARK };

/** A figure in the column of a page, where half of a window, a phone and a third of a sheet of paper leave less room. */
export const COLUMN: Sheet = { width: 640, height: 420, font: 15, dpi: 144, palette: ON_LIGHT };

/** The same for a reader in dark mode; with fewer pixels, since where scripts run a chart stands in its place. */
export const DARK_COLUMN: Sheet = { ...COLUMN, dpi: 96, palette: ON_DARK };

/** Figures are composed in units of which a tick label has this height. */
const UNITS = 18;

/** CSS pixels per unit in which figures are composed. */
export const unitOf = ({ font }: Sheet): number => font / UNITS;
