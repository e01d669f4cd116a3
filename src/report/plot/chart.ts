import type { Json, JsonObject, Marks } from './figure.ts';

const INK = '#222222';
const SOFT = '#5c6066';
const GRID = '#e6e8eb';

/** A position or value axis. */
export interface Axis {
  readonly title?: string;
  readonly scale: 'linear' | 'logarithmic';
  readonly low: number;
  readonly high: number;
  readonly marks: Marks;
  readonly grid: boolean;
}

/**
 * A Chart.js config in the style of every figure; annotations are drawn above the data.
 *
 * Labelled datasets make the legend: to the right where their labels are short, else on top.
 */
export function chart(parts: {
  readonly x: Axis;
  readonly y: Axis;
  readonly datasets: readonly JsonObject[];
  readonly annotations?: readonly JsonObject[];
  readonly legend?: 'right' | 'top';
  /** What stands beside a legend's label; a line unless told otherwise. */
  readonly key?: 'line' | 'marker';
}): JsonObject {
  const { x, y, datasets, annotations = [] } = parts;
  const labels = datasets.flatMap(({ label }) => (typeof label === 'string' ? [label] : []));
  const legend = labels.length === 0 ? 'none' : legendPlace(labels, parts.legend ?? 'right');
  const entries = legend === 'right' ? labels.length : 0;
  return {
    type: 'scatter',
    data: { datasets: datasets as Json },
    options: {
      // The right margin keeps half of the last tick label inside the picture.
      layout: { padding: { top: 14, right: legend === 'right' ? 8 : 26, bottom: 6, left: 6 } },
      scales: { x: axis(x), y: axis(y) },
      plugins: {
        legend: {
          display: legend !== 'none',
          position: legend === 'top' ? 'top' : 'right',
          align: 'start',
          labels: {
            color: INK,
            usePointStyle: true,
            ...(parts.key === 'marker' ? { boxHeight: 12, boxWidth: 12 } : { pointStyleWidth: 34 }),
            padding: entries > 14 ? 5 : 13,
            font: { size: Math.min(17, Math.floor(500 / Math.max(1, entries)) - 7) },
          },
        },
        annotation: { annotations: annotations as Json },
      },
    },
  };
}

/** A horizontal or vertical reference line with its label inside the frame. */
export function referenceLine(line: {
  readonly at:
    | { readonly x: number }
    | { readonly y: number; readonly from?: number; readonly to?: number };
  readonly label?: string;
  readonly dash?: readonly number[];
  readonly colour?: string;
  readonly labelAt?: 'start' | 'end';
  /** Pixels by which the label stands off the line; positive is downwards or rightwards. */
  readonly offset?: number;
}): JsonObject {
  const { at, label, dash = [7, 5], colour = SOFT, labelAt = 'end', offset = -14 } = line;
  const place: JsonObject =
    'y' in at
      ? {
          yMin: at.y,
          yMax: at.y,
          ...(at.from === undefined ? {} : { xMin: at.from }),
          ...(at.to === undefined ? {} : { xMax: at.to }),
        }
      : { xMin: at.x, xMax: at.x };
  return {
    type: 'line',
    ...place,
    borderColor: colour,
    borderWidth: 'y' in at ? 1.8 : 1.2,
    borderDash: dash as Json,
    ...(label === undefined
      ? {}
      : {
          label: {
            display: true,
            content: label,
            position: labelAt,
            color: colour,
            backgroundColor: 'rgba(255,255,255,0)',
            font: { size: 17, weight: 'normal' },
            padding: 4,
            ...('y' in at ? { yAdjust: offset } : { xAdjust: offset }),
          },
        }),
  };
}

/** Least and greatest of `values`, moved apart by a share of their distance; a lone value gets room. */
export function padded(
  values: readonly number[],
  scale: Axis['scale'],
  share = 0.07,
): { low: number; high: number } {
  const onScale = scale === 'logarithmic' ? values.map(Math.log) : values;
  const low = Math.min(...onScale);
  const high = Math.max(...onScale);
  const room =
    high > low ? share * (high - low) : scale === 'logarithmic' ? 0.5 : Math.abs(low) * 0.2 || 1;
  const back = scale === 'logarithmic' ? Math.exp : (value: number) => value;
  return { low: back(low - room), high: back(high + room) };
}

/** Logarithmic where positive values span more than a factor of six, chosen by trial. */
export const scaleFor = (values: readonly number[]): Axis['scale'] =>
  Math.min(...values) > 0 && Math.max(...values) > 6 * Math.min(...values)
    ? 'logarithmic'
    : 'linear';

// Chart.js gives a legend at the side a quarter of the width: 18 characters, by trial.
const legendPlace = (labels: readonly string[], wish: 'right' | 'top') =>
  labels.some((label) => label.length > 18) ? 'top' : wish;

function axis({ title, scale, low, high, marks, grid }: Axis): JsonObject {
  return {
    type: scale,
    min: low,
    max: high,
    marks: marks as unknown as Json,
    title: {
      display: title !== undefined,
      text: title ?? '',
      color: INK,
      font: { size: 20 },
      padding: 8,
    },
    ticks: { color: INK, font: { size: 18 }, padding: 6 },
    border: { color: SOFT, width: 1.4 },
    grid: {
      color: GRID,
      lineWidth: 1,
      drawOnChartArea: grid,
      tickColor: tickColours(marks),
      tickLength: 6,
    },
  };
}

// A mark whose first line is empty only names a group: it gets no tick.
const tickColours = (marks: Marks): Json =>
  marks.kind === 'fixed'
    ? marks.at.map(({ label }) => (label[0] === '' ? 'rgba(0,0,0,0)' : SOFT))
    : SOFT;
