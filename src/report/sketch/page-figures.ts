import { InputError } from '../../core/error.ts';
import { fitting } from '../plot/chart.ts';
import type { Figure } from '../plot/figure.ts';
import { COLUMN, DARK_COLUMN, PAGE, type Sheet } from '../plot/sheet.ts';
import { figureOf, type Sketch } from './sketch.ts';

/** The figures of a page, in one order: at the full width of a sheet, and in its column for light and for dark. */
export interface PageFigures {
  readonly figures: readonly Figure[];
  readonly light: readonly Figure[];
  readonly dark: readonly Figure[];
}

/**
 * Sketches on the sheets of a page: of a sheet's height, or higher where the names of many arms would leave the data no room. One
 * that no height would do for is left out, and `log` is told.
 */
export function pageFigures(
  sketches: readonly Sketch[],
  log: (line: string) => void = () => {},
): PageFigures {
  const drawn = sketches.flatMap((sketch) => onSheets(sketch, log));
  return {
    figures: drawn.map(({ page }) => page),
    light: drawn.map(({ column }) => column),
    dark: drawn.map(({ night }) => night),
  };
}

interface Drawn {
  readonly page: Figure;
  readonly column: Figure;
  readonly night: Figure;
}

function onSheets(sketch: Sketch, log: (line: string) => void): readonly Drawn[] {
  try {
    const [page, column] = [fitted(sketch, PAGE), fitted(sketch, COLUMN)];
    return [{ page, column, night: fitted(sketch, DARK_COLUMN) }];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    log(`left out: figure ${sketch.id}, since ${error.message}`);
    return [];
  }
}

function fitted(sketch: Sketch, sheet: Sheet): Figure {
  if (sketch.everyRow === true) return figureOf(sketch, fitting(sketch, sheet));
  try {
    return figureOf(sketch, sheet);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return figureOf(sketch, fitting(sketch, sheet));
  }
}
