import { ON_DARK, ON_LIGHT, type Palette } from './palette.ts';

/** What a figure is drawn on; its layout follows from it. */
export interface Sheet {
  /** In CSS pixels, 96 of which make an inch. */
  readonly width: number;
  readonly height: number;
  readonly text: TextSizes;
  /** Pixels of a PNG per inch. */
  readonly dpi: number;
  /** Colours of paper, ink and data. */
  readonly palette: Palette;
  /** What stands above the figure: nothing, the figure's own title, or this; nothing unless told otherwise. */
  readonly title?: 'none' | 'own' | { readonly text: string };
}

/** Font sizes in CSS pixels. */
export interface TextSizes {
  readonly title: number;
  /** Titles of axes. */
  readonly axis: number;
  /** Labels of ticks, of lines and in the legend; lines and markers keep their proportion to it. */
  readonly tick: number;
  /** Values beside contour lines. */
  readonly level: number;
}

/** A figure of the report's page, 16:10; its PNG has two pixels per CSS pixel each way. */
export const PAGE: Sheet = {
  ...{ width: 900, height: 562, dpi: 192, palette: ON_LIGHT },
  text: { title: 22, axis: 20, tick: 18, level: 15 },
};

/** The same for a reader in dark mode. */
export const DARK_PAGE: Sheet = { ...PAGE, palette: ON_DARK };

/** A figure in the column of a page, where half of a window, a phone and a third of a sheet of paper leave less room. */
export const COLUMN: Sheet = {
  ...{ width: 640, height: 420, dpi: 144, palette: ON_LIGHT },
  text: { title: 18, axis: 16.5, tick: 15, level: 12.5 },
};

/** The same for a reader in dark mode; with fewer pixels, since where scripts run a chart stands in its place. */
export const DARK_COLUMN: Sheet = { ...COLUMN, dpi: 96, palette: ON_DARK };

/** All text of one size but titles, which are a tenth larger: 8 pt give 8 to 8.8 pt. */
export const textOf = (font: number): TextSizes => ({
  ...{ title: 1.1 * font, axis: 1.1 * font, tick: font, level: font },
});

/** Figures are composed in units of which a tick label is so many high. */
const UNITS = 18;

/** CSS pixels per unit in which figures are composed. */
export const unitOf = ({ text }: Sheet): number => text.tick / UNITS;

/** A sheet in the units in which figures are composed. */
export interface Room {
  readonly width: number;
  readonly height: number;
  readonly text: TextSizes;
}

/** The sheet in the units in which figures are composed: on a small sheet with large text there is little room. */
export function roomOf(sheet: Sheet): Room {
  const unit = unitOf(sheet);
  const { title, axis, tick, level } = sheet.text;
  return {
    ...{ width: sheet.width / unit, height: sheet.height / unit },
    text: { title: title / unit, axis: axis / unit, tick: tick / unit, level: level / unit },
  };
}
