import type { NumberedFigure } from '../block.ts';
import { escaped } from './text.ts';

/** A figure as pictures on paper and on a dark page. */
export interface Pictures {
  readonly light: Uint8Array;
  readonly dark: Uint8Array;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A figure with its caption; the picture is that of the reader's colour scheme. */
export function figureHtml(
  { number, figure, caption }: NumberedFigure,
  { light, dark, width, height }: Pictures,
): string {
  const { id, title, alt } = figure;
  const size = `width="${width}" height="${height}"`;
  return (
    `<figure id="figure-${escaped(id)}" data-figure="${escaped(id)}">\n<div class="plot"><picture>` +
    `<source media="(prefers-color-scheme: dark) and (not print)" srcset="${sourceOf(dark)}" ${size}>` +
    `<img src="${sourceOf(light)}" ${size} alt="${escaped(alt)}"></picture></div>\n` +
    `<figcaption><b>Figure ${number}. ${escaped(title.replace(/\.$/, ''))}.</b> ${escaped(caption)}</figcaption>\n</figure>`
  );
}

const sourceOf = (png: Uint8Array) =>
  `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
