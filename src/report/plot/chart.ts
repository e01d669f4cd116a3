import type { JsonObject, Tick, TickRule } from './figure.ts';
import { type Frame, type FrameOptions, frameOfX, frameOfY } from './frame.ts';
import { type Mark, together } from './mark.ts';
import { painted } from './paint.ts';
import { PAGE, type Sheet } from './sheet.ts';
import { GRID, INK, SOFT } from './theme.ts';

/** An axis; its range, scale and ticks follow from the marks unless told otherwise. */
export interface Axis extends FrameOptions {
  readonly title?: string;
  /** Exactly these, in place of round values. */
  readonly ticks?: readonly Tick[];
  /** Lines across the frame at the ticks; unless told otherwise there are some. */
  readonly grid?: boolean;
}

export interface ChartParts {
  readonly x: Axis;
  readonly y: Axis;
  /** In the order of the legend. */
  readonly marks: readonly Mark[];
  /** Where the legend stands if its labels are short, else it stands on top; to the right unless told otherwise. */
  readonly legend?: 'right' | 'top';
  /** What stands beside a legend's label; a line unless told otherwise. */
  readonly key?: 'line' | 'marker';
}

/** A Chart.js config of these marks in the style of every figure, laid out for the sheet; labelled marks make the legend. */
export const chart = (parts: ChartParts, sheet: Sheet = PAGE): JsonObject =>
  painted(configOf(parts), sheet.palette) as JsonObject;

function configOf(parts: ChartParts): JsonObject {
  const [x, y] = [frameOfX(parts.x, parts.marks), frameOfY(parts.y, parts.marks)];
  const { datasets = [], annotations = [] } = together(parts.marks).draw(y);
  const labels = datasets.flatMap(({ label }) => (typeof label === 'string' ? [label] : []));
  const legend = labels.length === 0 ? 'none' : legendPlace(labels, parts.legend ?? 'right');
  const entries = legend === 'right' ? labels.length : 0;
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      // The right margin keeps half of the last tick label inside the picture.
      layout: { padding: { top: 14, right: legend === 'right' ? 8 : 26, bottom: 6, left: 6 } },
      scales: { x: axis(parts.x, x), y: axis(parts.y, y) },
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
        annotation: { annotations },
      },
    },
  };
}

// Chart.js gives a legend at the side a quarter of the width: 18 characters, by trial.
const legendPlace = (labels: readonly string[], wish: 'right' | 'top') =>
  labels.some((label) => label.length > 18) ? 'top' : wish;

function axis({ title, ticks, grid = true }: Axis, { scale, low, high }: Frame): JsonObject {
  return {
    type: scale,
    min: low,
    max: high,
    tickRule: ruleOf(ticks, scale),
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
      // A tick whose first line is empty only names a group: it gets no stroke.
      tickColor: ticks?.map(({ label }) => (label[0] === '' ? 'rgba(0,0,0,0)' : SOFT)) ?? SOFT,
      tickLength: 6,
    },
  };
}

const ruleOf = (ticks: readonly Tick[] | undefined, scale: Frame['scale']): TickRule =>
  ticks === undefined
    ? { kind: scale === 'linear' ? 'linear' : 'decades' }
    : { kind: 'fixed', at: ticks };
