import type { JsonObject, Tick, TickRule } from './figure.ts';
import { type Frame, type FrameOptions, frameOfX, frameOfY } from './frame.ts';
import { type Drawing, type Mark, together } from './mark.ts';
import { painted } from './paint.ts';
import { PAGE, type Sheet } from './sheet.ts';
import { GRID, INK, SOFT } from './theme.ts';
import { ticksFor } from './ticks.ts';

/** An axis; its range, scale and ticks follow from the marks unless told otherwise. */
export interface Axis extends FrameOptions {
  readonly title?: string;
  /** Exactly these, in place of round values. */
  readonly ticks?: readonly Tick[];
  /** Lines across the frame at the ticks; unless told otherwise there are some. */
  readonly grid?: boolean;
}

/** A panel that stands to the right of another, with axes of its own. */
export interface SidePanel {
  readonly x: Axis;
  /** Its scale stands at the right edge of the figure. */
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** Its width over that of the panel beside it. */
  readonly width: number;
}

export interface ChartParts {
  readonly x: Axis;
  readonly y: Axis;
  /** Absent: one panel. */
  readonly beside?: SidePanel;
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
  const { beside } = parts;
  const drawn = beside === undefined ? alone(parts) : sideBySide(parts, beside);
  const { datasets, annotations, scales } = drawn;
  const labels = datasets.flatMap(({ label }) => (typeof label === 'string' ? [label] : []));
  const legend = labels.length === 0 ? 'none' : legendPlace(labels, parts.legend ?? 'right');
  const entries = legend === 'right' ? labels.length : 0;
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      // The right margin keeps half of the last tick label inside the picture.
      layout: { padding: { top: 14, right: legend === 'right' ? 8 : 26, bottom: 6, left: 6 } },
      scales,
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

type Panel = Pick<ChartParts, 'x' | 'y' | 'marks'>;

/** What a panel adds to the config; of two each names the axes that it is drawn on. */
interface Drawn extends Required<Drawing> {
  readonly scales: { readonly x: JsonObject; readonly y: JsonObject } & JsonObject;
}

function alone(panel: Panel): Drawn {
  const [x, y] = [frameOfX(panel.x, panel.marks), frameOfY(panel.y, panel.marks)];
  const { datasets = [], annotations = [] } = together(panel.marks).draw(y);
  return { datasets, annotations, scales: { x: axis(panel.x, x), y: axis(panel.y, y) } };
}

// Chart.js gives axes that stand side by side the height of the first: both get as many lines of labels, and a title.
const linesBelow = ({ scales: { x } }: Drawn): number => {
  const { kind, at } = x.tickRule as { kind: string; at?: readonly Tick[] };
  return kind === 'fixed' ? Math.max(1, ...at!.map(({ label }) => [label].flat().length)) : 1;
};

function padded(x: JsonObject, lines: number): JsonObject {
  const rule = x.tickRule as unknown as TickRule;
  const at = ticksFor(rule, x.min as number, x.max as number);
  const title = x.title as JsonObject;
  return {
    ...x,
    title: { ...title, display: true, text: title.text === '' ? ' ' : title.text! },
    ...(lines === 1
      ? {}
      : {
          tickRule: {
            kind: 'fixed',
            at: at.map(({ value, label }, i) => ({
              value,
              label:
                i === 0
                  ? [...[label].flat(), ...Array(lines - [label].flat().length).fill('')]
                  : label,
            })),
          },
        }),
  };
}

/** Between two panels, over the width of the first. */
const GAP = 0.08;

function sideBySide(left: Panel, { width, ...right }: SidePanel): Drawn {
  const [own, side] = [alone(left), alone(right)];
  const lines = Math.max(linesBelow(own), linesBelow(side));
  const at = (stackWeight: number) => ({
    ...{ axis: 'x', position: 'bottom', stack: 'panels', stackWeight },
  });
  const off = { display: false };
  const { y } = own.scales;
  const { y: y2 } = side.scales;
  const [x, x2] = [own, side].map((panel) => padded(panel.scales.x, lines));
  return {
    datasets: [
      ...own.datasets.map((one) => ({ ...one, xAxisID: 'x', yAxisID: 'y' })),
      ...side.datasets.map((one) => ({ ...one, xAxisID: 'x2', yAxisID: 'y2' })),
    ],
    annotations: [
      ...own.annotations.map((one) => ({ ...one, xScaleID: 'x', yScaleID: 'y' })),
      ...side.annotations.map((one) => ({ ...one, xScaleID: 'x2', yScaleID: 'y2' })),
    ],
    scales: {
      x: { ...x, ...at(1) },
      between: { type: 'linear', ...at(GAP), ticks: off, grid: off, border: off },
      x2: { ...x2, ...at(width) },
      y,
      y2: { ...y2, axis: 'y', position: 'right' },
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
