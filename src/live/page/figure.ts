import { type Palette, palettes } from '../plot/palette.ts';
import type { Size } from '../plot/svg.ts';
import { button, create } from './elements.ts';
import { savePng, saveText } from './save.ts';

/** Draws a figure at a size; '' where there is nothing to draw yet. */
export type Draw = (size: Size, palette: Palette) => string;

/** A figure of the page. */
export interface Figure {
  readonly element: HTMLElement;
  redraw(): void;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const print = matchMedia('print');

/** The size of a figure in a file, in CSS pixels. */
const FILE: Size = { width: 560, height: 380 };

/** A figure, which is drawn anew when its width or the colours change, with buttons that save it. */
export function figureOf(name: string, shape: number, draw: Draw): Figure {
  const plot = create('div', { class: 'plot' });
  const file = { ...FILE, height: Math.round(FILE.width * shape) };
  const light = () => draw(file, palettes.light);
  const tools = create(
    'div',
    { class: 'tools' },
    button(
      'SVG',
      () => saveText(`${name}.svg`, light(), 'image/svg+xml'),
      `Save the figure ${name} as SVG`,
    ),
    button(
      'PNG',
      () => void savePng(`${name}.png`, light(), file),
      `Save the figure ${name} as PNG`,
    ),
  );
  const element = create('figure', { id: `figure-${name}`, hidden: true }, plot, tools);
  const redraw = () => {
    const shown = draw(file, palettes.light) !== '';
    element.hidden = !shown;
    if (!shown) return;
    const width = plot.clientWidth || FILE.width;
    const palette = dark.matches && !print.matches ? palettes.dark : palettes.light;
    const height = Math.max(250, Math.round(width * shape));
    // Text of the page's own making: every label was escaped.
    plot.innerHTML = draw({ width, height }, palette);
  };
  for (const media of [dark, print]) media.addEventListener('change', redraw);
  let drawnAt = 0;
  new ResizeObserver(() => {
    // Its height follows from what is drawn.
    if (plot.clientWidth === drawnAt) return;
    drawnAt = plot.clientWidth;
    redraw();
  }).observe(plot);
  return { element, redraw };
}
