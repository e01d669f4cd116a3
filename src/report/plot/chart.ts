import type { JsonObject } from './figure.ts';
import { MARGIN, type Plan } from './layout/layout.ts';
import { heightFor, planOf } from './layout/plan.ts';
import { painted } from './paint.ts';
import { contentsOf, drawnOn } from './panels.ts';
import type { ChartParts } from './parts.ts';
import { PAGE, type Room, roomOf, type Sheet, unitOf } from './sheet.ts';
import { INK } from './theme.ts';

/**
 * A Chart.js config of these marks in the style of every figure, laid out for the sheet; labelled marks make the legend.
 *
 * Throws InputError where the sheet is too small for what stands about the frame.
 */
export function chart(all: ChartParts, sheet: Sheet = PAGE): JsonObject {
  const room = roomOf(sheet);
  const parts = panelsFor(all, room);
  const plan = planOf(room, contentsOf(parts, sheet));
  return painted(configOf(parts, plan, room), sheet.palette) as JsonObject;
}

/** The sheet as high as these parts need for a frame of good proportions, whatever stands about it. */
export const fitting = (all: ChartParts, sheet: Omit<Sheet, 'height'>): Sheet => {
  const tall = { ...sheet, height: sheet.width };
  const room = roomOf(tall);
  const parts = panelsFor(all, room);
  return { ...sheet, height: unitOf(tall) * heightFor(room, contentsOf(parts, tall)) };
};

/** The room that two panels of data need side by side, by trial: below it their labels would lie on each other. */
const TWO_PANELS = 640;

/** Where there is no room for two panels of data, the one at the right alone, which has what is judged. */
function panelsFor({ beside, ...parts }: ChartParts, { width }: Room): ChartParts {
  if (beside === undefined) return parts;
  if (beside.marks.length === 0 || width >= TWO_PANELS) return { ...parts, beside };
  return { ...parts, x: beside.x, y: beside.y, marks: beside.marks };
}

function configOf(parts: ChartParts, plan: Plan, room: Room): JsonObject {
  const { text } = room;
  const { legend, title } = plan;
  const { datasets, annotations, scales } = drawnOn(parts, plan, room);
  return {
    type: 'scatter',
    data: {
      datasets: datasets.map((dataset) =>
        typeof dataset.label === 'string'
          ? { ...dataset, label: legend.labels.get(dataset.label) ?? dataset.label }
          : dataset,
      ),
    },
    options: {
      layout: {
        padding: {
          top: MARGIN.top,
          right: plan.right,
          ...{ bottom: MARGIN.edge, left: MARGIN.edge },
        },
      },
      scales,
      plugins: {
        ...(title.length === 0
          ? {}
          : {
              title: {
                ...{ display: true, text: title, color: INK, padding: MARGIN.title },
                font: { size: text.title, weight: 'bold' },
              },
            }),
        legend: {
          display: legend.place !== 'none',
          position: legend.place === 'right' ? 'right' : 'top',
          align: 'start',
          labels: {
            color: INK,
            usePointStyle: true,
            ...(parts.key === 'marker'
              ? { boxHeight: legend.symbol, boxWidth: legend.symbol }
              : { pointStyleWidth: legend.symbol }),
            padding: legend.padding,
            font: { size: legend.size },
          },
        },
        annotation: { annotations },
      },
    },
  };
}
