import { contours } from 'd3-contour';
import { legendOf } from './legend.ts';
import { dashes, type Palette, type Series } from './palette.ts';
import { tickText } from './scale.ts';
import { element, FONT, label, lineThrough, picture, px, type Size } from './svg.ts';

/** A loss of two weights, and paths on it. */
export interface LandscapePlot {
  readonly at: readonly number[];
  /** L at (at[i], at[j]) is losses[j][i]. */
  readonly losses: readonly (readonly number[])[];
  readonly paths: readonly {
    readonly id: Series;
    readonly title: string;
    readonly points: readonly (readonly [number, number])[];
    readonly diverged: boolean;
  }[];
}

/** Contour lines, each a quantile of the losses on the grid: steep walls take no more of them than the floor. */
const LEVELS = 14;

/** The landscape as SVG, a text that stands alone as a file. */
export function landscapeSvg(plot: LandscapePlot, size: Size, palette: Palette): string {
  const legend = legendOf(
    plot.paths.map(({ id, title, diverged }) => ({
      ...{ series: id, title: diverged ? `${title} (diverged)` : title },
    })),
    { left: 12, top: FONT + 14, width: size.width - 24 },
    palette,
  );
  const top = FONT + 24 + legend.height;
  const side = Math.min(size.width - 70, size.height - top - 2 * FONT - 22);
  const left = (size.width - side) / 2 + 12;
  const [low, high] = [plot.at[0]!, plot.at.at(-1)!];
  const to = ([x, y]: readonly [number, number]): readonly [number, number] => [
    left + ((x - low) / (high - low)) * side,
    top + ((high - y) / (high - low)) * side,
  ];
  const clip = element('clipPath', { id: 'window' }, element('rect', { ...box(left, top, side) }));
  const inside = [
    label('Loss of two weights and paths on it', {
      ...{ x: 12, y: FONT + 6, fill: palette.ink, 'font-weight': '600' },
    }),
    legend.svg,
    element('defs', {}, clip),
    lines(plot, { left, top, side }, palette),
    element(
      'g',
      { 'clip-path': 'url(#window)' },
      [...plot.paths]
        .reverse()
        .map((path) => pathOf(path, to, palette))
        .join(''),
    ),
    element('rect', { ...box(left, top, side), fill: 'none', stroke: palette.soft }),
    ticks(plot, { left, top, side, to }, palette),
  ].join('');
  const name = `Contours of a loss of two weights with the paths of ${plot.paths.map(({ title }) => title).join(', ')}`;
  return picture(size, name, palette.paper, inside);
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

const box = (x: number, y: number, side: number) => ({ x, y, width: side, height: side });

function lines(plot: LandscapePlot, { left, top, side }: Square, palette: Palette): string {
  const n = plot.at.length;
  const values = plot.losses.flat();
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const levels = Array.from({ length: LEVELS }, (_, k) => {
    return sorted[Math.floor((sorted.length - 1) * ((k + 0.5) / LEVELS) ** 2)]!;
  });
  // Grid point i lies at i + ½ for d3, and the last row of the grid is at the top of the picture.
  const place = ([i, j]: readonly number[]) =>
    `${px(left + ((i! - 0.5) / (n - 1)) * side)} ${px(top + side - ((j! - 0.5) / (n - 1)) * side)}`;
  const drawn = contours().size([n, n]).thresholds(levels)(values);
  const paths = drawn.map(({ coordinates }, k) => {
    const d = coordinates
      .flat()
      .map((ring) => `M${ring.map(place).join('L')}Z`)
      .join('');
    const stroke = { stroke: palette.soft, 'stroke-opacity': 0.25 + (0.4 * k) / LEVELS };
    return element('path', { d, fill: 'none', ...stroke });
  });
  return element('g', { 'clip-path': 'url(#window)' }, paths.join(''));
}

function pathOf(
  { id, points }: LandscapePlot['paths'][number],
  to: (point: readonly [number, number]) => readonly [number, number],
  palette: Palette,
): string {
  const color = palette.series[id];
  const places = points.map(to);
  const walk = points.length > 200;
  const line = {
    ...{ d: lineThrough(places), fill: 'none', stroke: color, 'stroke-linejoin': 'round' },
    ...{ 'stroke-width': walk ? 0.7 : 1.8, 'stroke-opacity': walk ? 0.7 : 1 },
    ...(!walk && { 'stroke-dasharray': dashes[id] }),
  };
  const ends = [places[0], places.at(-1)].flatMap((place, k) =>
    place === undefined
      ? []
      : [
          element('circle', {
            ...{ cx: place[0], cy: place[1], r: 4, stroke: color, 'stroke-width': 1.5 },
            fill: k === 0 ? palette.paper : color,
          }),
        ],
  );
  return element('path', line) + ends.reverse().join('');
}

function ticks(
  { at }: LandscapePlot,
  {
    left,
    top,
    side,
    to,
  }: Square & { readonly to: (p: readonly [number, number]) => readonly [number, number] },
  palette: Palette,
): string {
  const reach = at.at(-1)!;
  return [-reach, -reach / 2, 0, reach / 2, reach]
    .flatMap((tick) => {
      const [[x], [, y]] = [to([tick, 0]), to([0, tick])];
      const text = { fill: palette.soft };
      return [
        label(tickText(tick), { ...text, x, y: top + side + FONT + 5, 'text-anchor': 'middle' }),
        label(tickText(tick), { ...text, x: left - 6, y: y + FONT / 3, 'text-anchor': 'end' }),
      ];
    })
    .concat(
      label('θ₁', { fill: palette.soft, x: left + side / 2, y: top + side + 2 * FONT + 12 }),
      label('θ₂', { fill: palette.soft, x: left - 42, y: top + side / 2 - 18 }),
    )
    .join('');
}
