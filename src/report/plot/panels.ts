import type { JsonObject, TickRule } from './figure.ts';
import { type Frame, frameOfX, frameOfY } from './frame.ts';
import {
  type AxisPlan,
  type Contents,
  GAP,
  MARGIN,
  type PanelPlan,
  type Plan,
} from './layout/layout.ts';
import { placed } from './layout/place-labels.ts';
import { type Drawing, together } from './mark.ts';
import type { Axis, ChartParts, Panel } from './parts.ts';
import { type Room, roomOf, type Sheet } from './sheet.ts';
import { GRID, INK, SOFT } from './theme.ts';
import { ticksFor } from './ticks.ts';

/** What a figure's panels add to its config. */
interface Drawn extends Required<Drawing> {
  readonly scales: JsonObject;
}

/** What has to stand on the sheet about the data of one panel or two. */
export function contentsOf(parts: ChartParts, sheet: Sheet): Contents {
  const room = roomOf(sheet);
  const { title = 'none' } = sheet;
  const { beside } = parts;
  const marks = [...parts.marks, ...(beside?.marks ?? [])];
  const { datasets = [] } = together(marks).draw(framesOf(parts).y, { ...room, plot: room });
  return {
    title: title === 'none' ? undefined : title === 'own' ? parts.title : title.text,
    ...axesOf(parts),
    ...(beside && { beside: { ...axesOf(beside), width: beside.width } }),
    labels: datasets.flatMap(({ label }) => (typeof label === 'string' ? [label] : [])),
    ...{ legend: beside ? 'top' : (parts.legend ?? 'right'), key: parts.key ?? 'line' },
  };
}

const framesOf = ({ x, y, marks }: Panel) => ({ x: frameOfX(x, marks), y: frameOfY(y, marks) });

function axesOf(panel: Panel) {
  const frames = framesOf(panel);
  return { x: { ...panel.x, frame: frames.x }, y: { ...panel.y, frame: frames.y } };
}

/** The panels as they are planned. */
export function drawnOn(parts: ChartParts, plan: Plan, room: Room): Drawn {
  const { beside } = parts;
  if (beside === undefined || plan.beside === undefined) {
    const { x, y, ...drawing } = panelOf(parts, plan, room);
    return { ...drawing, scales: { x, y } };
  }
  const [own, side] = [panelOf(parts, plan, room), panelOf(beside, plan.beside, room)];
  const at = (stackWeight: number) => ({
    ...{ axis: 'x', position: 'bottom', stack: 'panels', stackWeight },
  });
  const off = { display: false };
  // Chart.js gives axes that stand side by side the height of the first.
  const lines = Math.max(linesOf(own.x), linesOf(side.x));
  const titles = Math.max(plan.x.title.length, plan.beside.x.title.length);
  const [x, x2] = [own.x, side.x].map((axis) => padded(axis, lines, titles));
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
      x2: { ...x2, ...at(beside.width) },
      y: own.y,
      y2: { ...side.y, axis: 'y', position: 'right' },
    },
  };
}

function panelOf(panel: Panel, { plot, x, y }: PanelPlan, room: Room) {
  const frames = framesOf(panel);
  const drawing = together(panel.marks).draw(frames.y, { ...room, plot });
  const { datasets = [], annotations = [] } = drawing;
  return {
    datasets,
    annotations: placed(annotations, { datasets, frames, plot, text: room.text }),
    x: axis(panel.x, frames.x, x, room),
    y: axis(panel.y, frames.y, y, room),
  };
}

const linesOf = (axis: JsonObject): number => {
  const ticks = ticksFor(axis.tickRule as unknown as TickRule, Number(axis.min), Number(axis.max));
  return Math.max(1, ...ticks.map(({ label }) => [label].flat().length));
};

/** The axis with as many lines of labels and of its title. */
function padded(axis: JsonObject, lines: number, titles: number): JsonObject {
  const rule = axis.tickRule as unknown as TickRule;
  const title = axis.title as JsonObject;
  const text = [title.text ?? ''].flat();
  const blank = (n: number) => Array<string>(Math.max(0, n)).fill(' ');
  const [first, ...rest] = ticksFor(rule, Number(axis.min), Number(axis.max));
  // An axis without labels, as narrow as a line, must not get any.
  if (first === undefined) return axis;
  const label = [first.label].flat();
  return {
    ...axis,
    ...(titles > 0 && {
      title: { ...title, display: true, text: [...text, ...blank(titles - text.length)] },
    }),
    ...(lines > linesOf(axis) && {
      tickRule: {
        kind: 'fixed',
        at: [{ ...first, label: [...label, ...blank(lines - label.length)] }, ...rest],
      },
    }),
  };
}

function axis(
  { grid = true }: Axis,
  { scale, low, high }: Frame,
  { rule, title }: AxisPlan,
  { text }: Room,
): JsonObject {
  return {
    type: scale,
    min: low,
    max: high,
    tickRule: rule,
    title: {
      display: title.length > 0,
      text: title.length > 1 ? title : (title[0] ?? ''),
      color: INK,
      font: { size: text.axis },
      padding: MARGIN.title,
    },
    ticks: { color: INK, font: { size: text.tick }, padding: MARGIN.tick },
    border: { color: SOFT, width: 1.4 },
    grid: {
      color: GRID,
      lineWidth: 1,
      drawOnChartArea: grid,
      // A tick whose first line is empty only names a group: it gets no stroke.
      tickColor:
        rule.kind === 'fixed'
          ? rule.at.map(({ label }) => (label[0] === '' ? 'rgba(0,0,0,0)' : SOFT))
          : SOFT,
      tickLength: MARGIN.mark,
    },
  };
}
