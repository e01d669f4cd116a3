import { textWidth } from '../../src/report/plot/fonts.ts';

/** A rectangle in CSS pixels. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A text of an SVG. */
export interface SvgText {
  readonly text: string;
  /** In points. */
  readonly size: number;
  /** From the tops of its capitals to the feet of its descenders. */
  readonly box: Extent;
  readonly upright: boolean;
  /** What it is clipped to; undefined where it is not. */
  readonly clip: Extent | undefined;
}

/** Heights above and below the line that letters stand on, over the font size, of DejaVu Sans. */
const [CAPITAL, FOOT] = [0.73, 0.22];

/** The texts of an SVG of flowlab, and the size of its sheet in CSS pixels. */
export function textsOf(svg: string): {
  readonly texts: readonly SvgText[];
  readonly sheet: Extent;
} {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const clips = new Map(
    [...svg.matchAll(/<clipPath id="(\w+)"[^>]*><path d="([^"]+)"/g)].map(([, id, path]) => {
      const numbers = path!.match(/-?[\d.]+/g)!.map(Number);
      const [xs, ys] = [0, 1].map((odd) => numbers.filter((_, i) => i % 2 === odd));
      const extent = { left: Math.min(...xs!), right: Math.max(...xs!) };
      return [id!, { ...extent, top: Math.min(...ys!), bottom: Math.max(...ys!) }] as const;
    }),
  );
  const texts = [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, raw]) => {
    const of = (name: string) => new RegExp(` ?${name}="([^"]*)"`).exec(attributes!)?.[1];
    const text = raw!.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    const pixels = Number(of('font-size'));
    const [x, y] = [Number(of('x')), Number(of('y'))];
    const wide = textWidth(text, pixels) * (of('font-weight') === 'bold' ? 1.12 : 1);
    const anchor = of('text-anchor') ?? 'start';
    const before = { start: 0, middle: wide / 2, end: wide }[anchor]!;
    const turned = /^rotate\((-?90) /.exec(of('transform') ?? '')?.[1];
    const upright = turned !== undefined;
    const [up, down] = [CAPITAL * pixels, FOOT * pixels];
    const box = upright
      ? turned === '-90'
        ? { left: x - up, right: x + down, top: y - wide + before, bottom: y + before }
        : { left: x - down, right: x + up, top: y - before, bottom: y - before + wide }
      : { left: x - before, right: x - before + wide, top: y - up, bottom: y + down };
    const clip = clips.get(/#(\w+)/.exec(of('clip-path') ?? '')?.[1] ?? '');
    return { text, size: pixels * 0.75, box, upright, clip };
  });
  return { texts, sheet: { left: 0, top: 0, right: width!, bottom: height! } };
}

/** How far a box stands out beyond another; 0 where it lies within. */
export const beyond = (box: Extent, within: Extent): number =>
  Math.max(
    0,
    within.left - box.left,
    within.top - box.top,
    box.right - within.right,
    box.bottom - within.bottom,
  );

/** How far two boxes lie over each other, the lesser way; 0 or less where they keep apart. */
export const overlap = (a: Extent, b: Extent): number =>
  Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
  );
