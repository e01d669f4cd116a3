/** The colour #rrggbb with an opacity in [0, 1]. */
export const faded = (colour: string, opacity: number): string =>
  `${colour}${hex(Math.round(opacity * 255))}`;

/** n colours from teal to purple, for what is ordered: training times. */
export const sequence = (n: number): readonly string[] =>
  Array.from({ length: n }, (_, i) => blend(COOL, n > 1 ? i / (n - 1) : 0.5));

/** Teal to purple. */
export const COOL = ['#25b39b', '#2f8fc4', '#4561b0', '#4a2a82'] as const;
/** Brown to orange. */
export const WARM = ['#7a3300', '#d55e00', '#f2a33a'] as const;
/** Okabe & Ito 2008, "Color universal design", without yellow, which is lost on white. */
export const OKABE_ITO = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#000000',
] as const;

/**
 * The colour at a fraction in [0, 1] of the way along the anchors, of which there are at least two.
 *
 * Linear in sRGB between neighbouring anchors; they are near enough for that to be even.
 */
export function blend(anchors: readonly string[], fraction: number): string {
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
