import { escaped } from '../../core/markup.ts';

/** A size in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An element with these attributes; numbers to a hundredth of a pixel. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside = '',
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escaped(value)}"`)
    .join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

export const px = (x: number): string => `${Math.round(100 * x) / 100}`;

/** Text at a place. */
export const label = (
  text: string,
  attributes: Readonly<Record<string, string | number>>,
): string => element('text', attributes, escaped(text));

/** The letters of all figures, in CSS pixels. */
export const FONT = 13;

/** About how wide a text is, in the letters of figures. */
export const widthOf = (text: string): number => 0.56 * FONT * text.length;

/** A whole picture, which stands alone as a file too. */
export const picture = (
  { width, height }: Size,
  name: string,
  paper: string,
  inside: string,
): string =>
  element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${px(width)} ${px(height)}`,
      ...{ width, height, role: 'img', 'aria-label': name },
      'font-family': 'system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif',
      'font-size': FONT,
    },
    element('rect', { width, height, fill: paper }) + inside,
  );

/** A line through points given in pixels, broken where one is not finite. */
export function lineThrough(points: readonly (readonly [number, number])[]): string {
  let open = false;
  return points
    .map(([x, y]) => {
      const known = Number.isFinite(x) && Number.isFinite(y);
      const part = known ? `${open ? 'L' : 'M'}${px(x)} ${px(y)}` : '';
      open = known;
      return part;
    })
    .join('');
}
