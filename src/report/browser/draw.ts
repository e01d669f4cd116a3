import { Chart, type ChartConfiguration } from 'chart.js';
import type { JsonObject, TickRule } from '../plot/figure.ts';
import { tickCallbacks } from '../plot/tick-callbacks.ts';
import { isContinuous } from './axes.ts';
import { showBubble } from './bubble.ts';
import { register } from './register.ts';
import { type Dataset, seriesOf } from './series.ts';
import { resized } from './sizes.ts';

/** A chart on a canvas, and what may be done with it. */
export interface Drawn {
  readonly chart: Chart;
  /** Shows all series but these. */
  show(hidden: ReadonlySet<string>): void;
  /** Magnifies about the middle. */
  zoom(by: number): void;
  reset(): void;
}

interface Manner {
  /** How large letters, lines and markers are, as a share of what the config says. */
  readonly by: number;
  readonly hidden: ReadonlySet<string>;
  /** Where what a point says is shown. */
  readonly bubble: HTMLElement;
}

/** Draws a figure for a browser: as its picture, without the legend, which stands beside it as buttons. */
export function draw(canvas: HTMLCanvasElement, config: JsonObject, manner: Manner): Drawn {
  register();
  const { by, hidden, bubble } = manner;
  const own = structuredClone(resized(config, by)) as unknown as ChartConfiguration<'scatter'>;
  const options = (own.options ??= {});
  const axes = (['x', 'y'] as const).filter((axis) => isContinuous(config, axis)).join('');
  for (const scale of Object.values(options.scales ?? {})) {
    const { tickRule } = scale as { tickRule?: TickRule };
    if (tickRule) Object.assign(scale as object, tickCallbacks(tickRule, scale as object));
  }
  const font = getComputedStyle(canvas.closest('figure')!.querySelector('button')!).fontFamily;
  Object.assign(options, {
    ...{ responsive: true, maintainAspectRatio: false, animation: false },
    font: { family: font, size: 18 * by },
    interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
    elements: { point: { hitRadius: 8, hoverRadius: 5 } },
  });
  options.plugins = {
    ...options.plugins,
    legend: { display: false },
    tooltip: {
      enabled: false,
      external: ({ chart, tooltip }) => showBubble(bubble, chart, tooltip as never),
    },
    zoom: {
      limits: { x: LIMITS, y: LIMITS },
      zoom: {
        mode: axes === 'x' || axes === 'y' ? axes : 'xy',
        drag: { enabled: true, threshold: 8, backgroundColor: 'rgba(110,130,170,.25)' },
        pinch: { enabled: true },
        wheel: { enabled: true, modifierKey: 'ctrl' },
      },
    },
  };
  const chart = new Chart(canvas, own);
  const show = (without: ReadonlySet<string>) => {
    for (const [i, dataset] of chart.data.datasets.entries()) {
      const series = seriesOf(dataset as unknown as Dataset);
      chart.setDatasetVisibility(i, series === undefined || !without.has(series));
    }
    chart.update('none');
  };
  if (hidden.size > 0) show(hidden);
  return {
    chart,
    show,
    zoom: (factor) => chart.zoom(factor, 'none'),
    reset: () => chart.resetZoom('none'),
  };
}

const LIMITS = { min: 'original', max: 'original' } as const;
