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
export function chart(parts: ChartParts, sheet: Sheet = PAGE): JsonObject {
  const room = roomOf(sheet);
  const plan = planOf(room, contentsOf(parts, sheet));
  return painted(configOf(parts, plan, room), sheet.palette) as JsonObject;
}

/** The sheet as high as these parts need for a frame of good proportions, whatever stands about it. */
export const fitting = (parts: ChartParts, sheet: Omit<Sheet, 'height'>): Sheet => {
  const tall = { ...sheet, height: sheet.width };
  return { ...sheet, height: unitOf(tall) * heightFor(roomOf(tall), contentsOf(parts, tall)) };
};

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
