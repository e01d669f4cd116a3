import { significant } from '../../core/format.ts';
import type { Barrier } from '../../probes/landscape/barrier.ts';
import type { LossSlice } from '../../probes/landscape/slice.ts';
import { type Axis, chart, padded, scaleFor } from '../plot/chart.ts';
import { sequence } from '../plot/colour.ts';
import type { Point } from '../plot/contour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';
import { type About, axisOf, curve, EXACT, INK } from '../plot/slice-style.ts';

const SOFT = '#5c6066';
const BLUE = '#4561b0';
/** More evaluations than this are drawn as a line alone. */
const MOST_DOTS = 130;

/** A loss along a line with a name of its own; the name stands in the legend where there are several. */
export interface NamedSlice {
  readonly label: string;
  readonly slice: LossSlice;
}

/** The loss along one line or several; throws RangeError on none, or on a plane. */
export function lineFigure(lines: readonly NamedSlice[], { id, title, recipe }: About): Figure {
  if (lines.length === 0 || lines.some(({ slice }) => slice.axes.length !== 1))
    throw new RangeError('invalid slices; at least one is needed, each with one axis');
  const colours = lines.length === 1 ? [INK] : sequence(lines.length);
  const curves = lines.map(({ slice }) => pointsOf(slice));
  const losses = curves.flat().map(({ y }) => y);
  const scale = scaleFor(losses);
  return {
    id,
    title,
    caption: [
      `Training loss at ${[...new Set(curves.map((c) => c.length))].join(' or ')} points a line.`,
      EXACT,
      recipe,
    ].join(' '),
    config: chart({
      x: axisOf(
        lines[0]!.slice.axes[0]!.label,
        lines.flatMap(({ slice }) => slice.axes[0]!.at),
        true,
      ),
      y: lossAxis(losses, scale),
      datasets: curves.map((data, k) => ({
        ...curve(data, colours[k]!),
        cubicInterpolationMode: 'monotone',
        ...(lines.length > 1 ? { label: lines[k]!.label } : {}),
      })),
    }),
  };
}

/** The loss between two minima, with the chord of its ends and the height of its barrier. */
export function barrierFigure({ height, slice }: Barrier, { id, title, recipe }: About): Figure {
  const data = pointsOf(slice);
  const ends = [data[0]!, data.at(-1)!];
  const error =
    height.stderr === 0 ? '' : `, at most ${significant(height.stderr, 2)} more between the points`;
  return {
    id,
    title,
    caption: [
      `Training loss on the straight way between two points (${data.length} evaluations); dashed: the chord of its ends.`,
      `Barrier, the greatest height above the chord: ${significant(height.value, 3)}${error}; interval [${height
        .interval!.map((end) => significant(end, 4))
        .join(', ')}].`,
      ...(height.converged ? [] : ['The barrier did not reach the requested accuracy.']),
      recipe,
    ].join(' '),
    config: chart({
      x: axisOf(slice.axes[0]!.label, slice.axes[0]!.at),
      y: lossAxis(
        data.map(({ y }) => y),
        'linear',
      ),
      datasets: [
        { ...curve(data, BLUE), label: 'loss', cubicInterpolationMode: 'monotone' },
        ...(data.length > MOST_DOTS ? [] : [dots(data)]),
        { ...curve(ends, SOFT), borderDash: [7, 5], borderWidth: 1.8, label: 'chord' },
      ],
      annotations: height.value > 0 ? [rise(data, ends, significant(height.value, 3))] : [],
    }),
  };
}

const dots = (data: readonly Point[]): JsonObject => ({
  data: data as Point[],
  radius: 3.5,
  borderWidth: 0,
  backgroundColor: BLUE,
});

/** From the chord up to the loss where it is highest above. */
function rise(data: readonly Point[], ends: readonly Point[], height: string): JsonObject {
  const [a, b] = ends as [Point, Point];
  const chord = ({ x }: Point) => a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
  const top = data.reduce((best, p) => (p.y - chord(p) > best.y - chord(best) ? p : best));
  return {
    type: 'line',
    xMin: top.x,
    xMax: top.x,
    yMin: chord(top),
    yMax: top.y,
    borderColor: SOFT,
    borderWidth: 1.8,
    label: {
      display: true,
      content: `barrier ${height}`,
      color: SOFT,
      backgroundColor: '#ffffff',
      font: { size: 17, weight: 'normal' },
      padding: 4,
    },
  };
}

const pointsOf = ({ axes, losses }: LossSlice): Point[] =>
  axes[0]!.at.flatMap((x, i) => {
    const y = losses[0]![i]!;
    return Number.isFinite(y) ? [{ x, y }] : [];
  });

const lossAxis = (losses: readonly number[], scale: Axis['scale']): Axis => ({
  title: 'Training loss L',
  scale,
  ...padded(losses, scale),
  marks: { kind: scale === 'linear' ? 'linear' : 'decades' },
  grid: true,
});
