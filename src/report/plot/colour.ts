import type { Palette } from './palette.ts';

/** A colour: fixed, as `#rrggbb`, or one that the palette of the sheet chooses. */
export type Colour = string | Paint;

/** A colour by what it stands for: an entry of the palette, or a place in one of its lists. */
export type Paint = {
  readonly paint: keyof Palette;
  /** Of `cool` and `warm` a fraction in [0, 1] of the way along the anchors; of `categories` an index from 0 on, cyclic. */
  readonly at?: number;
  /** In [0, 1]; opaque unless told otherwise. */
  readonly opacity?: number;
};

/** A colour with an opacity in [0, 1]. */
export const faded = (colour: Colour, opacity: number): Colour =>
  typeof colour === 'string' ? withOpacity(colour, opacity) : { ...colour, opacity };

/** A place from teal (0) to purple (1): ordered data, such as batch sizes. */
export const cool = (at: number): Paint => ({ paint: 'cool', at });
/** A place from brown (0) to orange (1). */
export const warm = (at: number): Paint => ({ paint: 'warm', at });
/** The colour of the i-th of several that have no order, from 0 on. */
export const category = (i: number): Paint => ({ paint: 'categories', at: i });

/** n colours from teal to purple, for what is ordered: training times. */
export const sequence = (n: number): readonly Paint[] =>
  Array.from({ length: n }, (_, i) => cool(n > 1 ? i / (n - 1) : 0.5));

/** The colour as `#rrggbb`, or `#rrggbbaa` where it is not opaque. */
export function colourIn(palette: Palette, colour: Colour): string {
  if (typeof colour === 'string') return colour;
  const { paint, at = 0, opacity } = colour;
  const entry = palette[paint];
  const solid =
    typeof entry === 'string'
      ? entry
      : paint === 'categories'
        ? entry[at % entry.length]!
        : blend(entry, at);
  return opacity === undefined ? solid : withOpacity(solid, opacity);
}

const withOpacity = (colour: string, opacity: number): string =>
  `${colour}${hex(Math.round(opacity * 255))}`;

/**
 * The colour at a fraction in [0, 1] of the way along the anchors, of which there are at least two.
 *
 * Linear in sRGB between neighbouring anchors; they are near enough for that to be even.
 */
function blend(anchors: readonly string[], fraction: number): string {
  const at = fraction * (anchors.length - 1);
  const left = Math.min(Math.floor(at), anchors.length - 2);
  const channel = (colour: string, i: number) =>
    Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => {
    const [from, to] = [channel(anchors[left]!, i), channel(anchors[left + 1]!, i)];
    return hex(Math.round(from + (to - from) * (at - left)));
  });
  return `#${mixed.join('')}`;
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
