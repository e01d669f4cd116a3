import { pixelsIn } from '../../core/length.ts';
import type { FigureLook, Preset, Theme } from '../../lab/experiment/figures/figure-request.ts';
import { paletteOf } from './palette.ts';
import { type Sheet, textOf } from './sheet.ts';

interface PresetSheet {
  readonly width: string;
  /** As high as the figure needs unless told otherwise. */
  readonly height?: string;
  readonly font: string;
  readonly dpi: number;
  readonly theme: Theme;
  readonly title: 'none' | 'own';
}

/** Sheets by name: a column of a two-column journal, the width of a page of text, and a slide. */
const PRESETS: Readonly<Record<Preset, PresetSheet>> = {
  column: { width: '3.25in', font: '8pt', dpi: 300, theme: 'paper', title: 'none' },
  page: { width: '6.75in', font: '8pt', dpi: 300, theme: 'paper', title: 'none' },
  slides: {
    ...{ width: '10in', height: '5.625in', font: '16pt', dpi: 192 },
    ...{ theme: 'slides', title: 'own' },
  },
};

/** A sheet whose height may be left to the figure. */
export type WantedSheet = Omit<Sheet, 'height'> & { readonly height: number | 'fitting' };

/** The sheet that is asked for: what is not said follows from the preset, which is `column` unless told otherwise. */
export function sheetOf(look: FigureLook): WantedSheet {
  const preset = PRESETS[look.preset ?? 'column'];
  // A preset's height is that of its own width.
  const height = look.height ?? (look.width === undefined ? preset.height : undefined);
  const title = look.title ?? preset.title;
  return {
    width: pixelsIn(look.width ?? preset.width)!,
    height: height === undefined ? 'fitting' : pixelsIn(height)!,
    text: textOf(pixelsIn(look.font ?? preset.font)!),
    dpi: look.dpi ?? preset.dpi,
    palette: paletteOf(look.theme ?? preset.theme, look.palette),
    title: title === 'none' || title === 'own' ? title : { text: title },
  };
}
