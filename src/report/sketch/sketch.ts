import { chart } from '../plot/chart.ts';
import type { Figure } from '../plot/figure.ts';
import type { ChartParts } from '../plot/parts.ts';
import { PAGE, type Sheet } from '../plot/sheet.ts';
import type { Sentences } from './caption.ts';

/** What a figure shows, and its words. */
export interface Parts extends ChartParts {
  readonly title: string;
  readonly caption: readonly (string | false | Sentences)[];
  /** What was trained, and until when. */
  readonly setting?: readonly string[];
  /** What the picture shows, in one sentence with numbers from the data: for those who cannot see it. */
  readonly alt: string;
  /** The key of the measurement whose values it shows, arm by arm. */
  readonly measure?: string;
}

/** A figure before it is laid out. */
export interface Sketch extends Parts {
  readonly id: string;
  /** The id of the prediction that it belongs to. */
  readonly statement?: string;
  /** Whether every row of the upright axis needs its name, so that the sheet is as high as that takes. */
  readonly everyRow?: boolean;
}

/** The sketch laid out for a sheet, the page's unless told otherwise. */
export function figureOf({ setting = [], ...of }: Sketch, sheet: Sheet = PAGE): Figure {
  const { id, title, caption, alt, measure, statement, everyRow: _, ...parts } = of;
  return {
    ...{ id, title, alt },
    caption: caption
      .flat()
      .filter((sentence) => sentence !== false)
      .join(' '),
    ...(setting.length === 0 ? {} : { setting: setting.join(' ') }),
    ...(measure === undefined ? {} : { measure }),
    ...(statement === undefined ? {} : { statement }),
    config: chart({ ...parts, title }, sheet),
    sheet,
  };
}
