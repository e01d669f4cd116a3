import type { Figure } from '../plot/figure.ts';
import type { createRenderer } from '../plot/render.ts';
import { COLUMN } from '../plot/sheet.ts';
import type { PageFigures } from '../sketch/page-figures.ts';

/** A picture for light and one for dark, of the size in which a page shows them. */
export interface ColumnPicture {
  readonly light: Uint8Array;
  readonly dark: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The pictures in a page's column, by their figures' ids. */
export function columnPictures(
  { light, dark }: Pick<PageFigures, 'light' | 'dark'>,
  render: ReturnType<typeof createRenderer>,
): ReadonlyMap<Figure['id'], ColumnPicture> {
  return new Map(
    light.map((figure, i) => {
      const { width, height } = figure.sheet ?? COLUMN;
      return [figure.id, { light: render(figure), dark: render(dark[i]!), width, height }];
    }),
  );
}
