import { legendOf } from './legend.ts';
import { dashes, type Palette } from './palette.ts';
import type { Curve, Plot, Point } from './plot.ts';
import { linearScale, logScale, type Scale, tickText } from './scale.ts';
import { element, FONT, label, lineThrough, picture, type Size, widthOf } from './svg.ts';

/** The frame of the data in pixels. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A figure as SVG, a text that stands alone as a file. */
export function chartSvg(plot: Plot, size: Size, palette: Palette): string {
  const { curves, levels } = plot;
  const shown = curves.flatMap(({ points }) => points);
  const values = [...shown.map(([, y]) => y), ...levels.map(({ value }) => value)];
  const x = linearScale([0, ...shown.map(([at]) => at)]);
  const y = plot.logarithmic ? logScale(values) : linearScale(values);
  const wide = Math.max(...y.ticks.map((tick) => widthOf(tickText(tick))));
  const legend = legendOf(curves, { left: 12, top: FONT + 14, width: size.width - 24 }, palette);
  const frame = {
    left: wide + 20,
    right: size.width - 16,
    top: 2 * FONT + 26 + legend.height,
    bottom: size.height - 2 * FONT - 22,
  };
  const to = ([a, b]: Point): Point => [
    frame.left + x.at(a) * (frame.right - frame.left),
    frame.bottom - y.at(b) * (frame.bottom - frame.top),
  ];
  const inside = [
    label(plot.title, { x: 12, y: FONT + 6, fill: palette.ink, 'font-weight': '600' }),
    legend.svg,
    axes(plot, { x, y, frame, to }, palette),
    ...levels.map(({ value }) => levelLine(value, { frame, to }, palette)),
    ...curves.map((curve) => curveOf(curve, to, palette)),
    ...levels.map((level) => levelName(level, { frame, to }, palette)),
  ].join('');
  return picture(size, nameOf(plot), palette.paper, inside);
}

/** What a screen reader says in place of the picture. */
const nameOf = ({ title, x, curves }: Plot): string =>
  `${title} against ${x}: ${curves.map((curve) => curve.title).join(', ')}`;

interface Placed {
  readonly x: Scale;
  readonly y: Scale;
  readonly frame: Frame;
  readonly to: (point: Point) => Point;
}

function axes(plot: Plot, { x, y, frame, to }: Placed, palette: Palette): string {
  const { left, right, top, bottom } = frame;
  const text = { fill: palette.soft };
  const rows = y.ticks.map((tick) => {
    const at = bottom - y.at(tick) * (bottom - top);
    const line = { x1: left, x2: right, y1: at, y2: at, stroke: palette.grid };
    const words = { ...text, x: left - 6, y: at + FONT / 3, 'text-anchor': 'end' };
    return element('line', line) + label(tickText(tick), words);
  });
  const columns = x.ticks.map((tick) => {
    const [at] = to([tick, Number.NaN]);
    const line = { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: palette.soft };
    const words = { ...text, x: at, y: bottom + FONT + 5, 'text-anchor': 'middle' };
    return element('line', line) + label(tickText(tick), words);
  });
  const floor = { x1: left, x2: right, y1: bottom, y2: bottom, stroke: palette.soft };
  const below = { ...text, x: (left + right) / 2, y: bottom + 2 * FONT + 12 };
  return [
    ...rows,
    ...columns,
    element('line', floor),
    label(plot.x, { ...below, 'text-anchor': 'middle' }),
    label(plot.y, { ...text, x: left - 6, y: top - 8 }),
  ].join('');
}

function levelLine(
  value: number,
  { frame, to }: Pick<Placed, 'frame' | 'to'>,
  palette: Palette,
): string {
  const [, y] = to([0, value]);
  const { left: x1, right: x2 } = frame;
  return element('line', {
    ...{ x1, x2, y1: y, y2: y, stroke: palette.soft, 'stroke-dasharray': '4 4' },
  });
}

/** In front of the curves, with a seam in the colour of the paper. */
function levelName(
  { value, title }: Plot['levels'][number],
  { frame, to }: Pick<Placed, 'frame' | 'to'>,
  palette: Palette,
): string {
  const [, y] = to([0, value]);
  return label(title, {
    ...{ x: frame.right, y: y - 6, fill: palette.soft, 'text-anchor': 'end' },
    ...{ stroke: palette.paper, 'stroke-width': 4, 'paint-order': 'stroke' },
  });
}

function curveOf(
  { series, points, dots, errors }: Curve,
  to: Placed['to'],
  palette: Palette,
): string {
  const stroke = palette.series[series];
  const places = points.map(to);
  const path = {
    ...{ d: lineThrough(places), fill: 'none', stroke, 'stroke-width': 1.8 },
    ...{ 'stroke-dasharray': dashes[series], 'stroke-linejoin': 'round' },
  };
  const bars = (errors ?? []).map((error, i) => {
    const [at, value] = points[i]!;
    const [[x, y1], [, y2]] = [to([at, value - error]), to([at, value + error])];
    const known = Number.isFinite(y1) && Number.isFinite(y2);
    return known ? element('line', { x1: x, x2: x, y1, y2, stroke, 'stroke-opacity': 0.5 }) : '';
  });
  const marks = dots
    ? places
        .filter((place) => place.every(Number.isFinite))
        .map(([cx, cy]) => element('circle', { cx, cy, r: 2.6, fill: stroke }))
    : [];
  return [...bars, element('path', path), ...marks].join('');
}
