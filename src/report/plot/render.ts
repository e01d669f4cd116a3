import { createRequire } from 'node:module';
import type { Chart, ChartConfiguration, ChartItem, LegendItem, PointStyle } from 'chart.js';
import type { ChartJSNodeCanvas, ChartJSNodeCanvasOptions } from 'chartjs-node-canvas';
import type { FigureFormat } from '../../lab/experiment/figures/figure-request.ts';
import type { Figure, TickRule } from './figure.ts';
import { canvasWithFonts, FONT_FAMILY } from './fonts.ts';
import { pdfOf } from './formats/pdf.ts';
import { withDensity } from './formats/png-density.ts';
import { svgContext } from './formats/svg-context.ts';
import { ON_LIGHT } from './palette.ts';
import { PAGE, roomOf, type Sheet, unitOf } from './sheet.ts';
import { tickCallbacks } from './tick-callbacks.ts';

/** Pixels of CSS in an inch. */
const PER_INCH = 96;

/**
 * A function that draws figures on their sheets, the same bytes for the same figure.
 *
 * Loads chart.js, the canvas and the font when called, not when imported: other commands stay quick.
 */
export function createRenderer(): (figure: Figure, format?: FigureFormat) => Uint8Array {
  canvasWithFonts();
  const { ChartJSNodeCanvas } =
    require('chartjs-node-canvas') as typeof import('chartjs-node-canvas');
  let Drawn: typeof Chart | undefined;
  const options: ChartJSNodeCanvasOptions = {
    ...{ width: PAGE.width, height: PAGE.height },
    chartCallback: (chart) => {
      Drawn = chart;
      registerPlugins(chart);
    },
  };
  const pixels: ChartJSNodeCanvas = new ChartJSNodeCanvas(options);
  const draw = (context: object, config: ChartConfiguration) =>
    new Drawn!(context as ChartItem, config).destroy();
  return (figure, format = 'png') => {
    const sheet = figure.sheet ?? PAGE;
    const [width, height] = [sheet.width / PER_INCH, sheet.height / PER_INCH];
    if (format === 'png') {
      const ratio = (sheet.dpi / PER_INCH) * unitOf(sheet);
      return withDensity(pixels.renderToBufferSync(resolve(figure, sheet, ratio)), sheet.dpi);
    }
    const { title, alt: description } = figure;
    if (format === 'pdf')
      return pdfOf({ width, height, title, description }, (context, perInch) =>
        draw(context, resolve(figure, sheet, (perInch / PER_INCH) * unitOf(sheet))),
      );
    const { context, document } = svgContext(sizeOf(sheet));
    draw(context, resolve(figure, sheet, unitOf(sheet)));
    return Buffer.from(document({ width, height, title, description }));
  };
}

const require = createRequire(import.meta.url);

const sizeOf = (sheet: Sheet) => {
  const { width, height } = roomOf(sheet);
  return { width, height };
};

// chartjs-node-canvas drops its copy of chart.js from the cache after this call, so plugins must be
// loaded inside it, afresh, to bind to that very copy.
function registerPlugins(chart: typeof Chart): void {
  Object.assign(chart.defaults.font, { family: FONT_FAMILY, size: 18 });
  const errorBars = fresh<typeof import('chartjs-chart-error-bars')>('chartjs-chart-error-bars');
  const annotation = fresh<unknown>('chartjs-plugin-annotation');
  chart.register(
    errorBars.ScatterWithErrorBarsController,
    errorBars.PointWithErrorBar,
    annotation as never,
  );
  chart.register({
    id: 'sheet',
    // The canvas is made before the figure is known, and takes its size from it.
    beforeInit: (own, _, { width, height }: SheetOptions) => own.resize(width, height),
    beforeDraw({ ctx, width, height }, _, { colour }: SheetOptions) {
      ctx.save();
      ctx.fillStyle = colour ?? ON_LIGHT.paper;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  });
}

interface SheetOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colour?: string;
}

function fresh<T>(name: string): T {
  delete require.cache[require.resolve(name)];
  return require(name) as T;
}

// A clone, because Chart.js writes into the config that it is given.
function resolve(figure: Figure, sheet: Sheet, ratio: number): ChartConfiguration {
  const config = structuredClone(figure.config) as unknown as ChartConfiguration;
  const options = (config.options ??= {});
  Object.assign(options, { devicePixelRatio: ratio, maintainAspectRatio: false });
  Object.assign(options, { responsive: false, animation: false });
  for (const scale of Object.values(options.scales ?? {})) {
    const { tickRule } = scale as { tickRule?: TickRule };
    if (tickRule) Object.assign(scale as object, tickCallbacks(tickRule, scale as object));
  }
  const plugins = (options.plugins ??= {});
  Object.assign(plugins, { sheet: { ...sizeOf(sheet), colour: sheet.palette.paper } });
  const legend = (plugins.legend ??= {});
  legend.labels = {
    ...legend.labels,
    generateLabels: ({ data }) => legendItems(data.datasets, sheet.palette.ink),
  };
  return config;
}
interface Labelled {
  readonly label?: string;
  /** One, or one a point. */
  readonly backgroundColor?: string | readonly string[];
  readonly borderColor?: string | readonly string[];
  readonly borderWidth?: number;
  readonly borderDash?: number[];
  readonly pointStyle?: PointStyle;
}

// In the order of the data; Chart.js would sort by drawing order and lose the dashes.
function legendItems(datasets: readonly object[], ink: string): LegendItem[] {
  return (datasets as readonly Labelled[]).flatMap((dataset, datasetIndex) => {
    const { label, borderWidth, borderDash, pointStyle } = dataset;
    if (label === undefined) return [];
    const [backgroundColor, borderColor] = [
      first(dataset.backgroundColor),
      first(dataset.borderColor),
    ];
    return [
      {
        text: label,
        fontColor: ink,
        datasetIndex,
        fillStyle: backgroundColor ?? borderColor ?? ink,
        strokeStyle: borderColor ?? backgroundColor ?? ink,
        lineWidth: borderWidth ?? 0,
        lineDash: borderDash ?? [],
        pointStyle: pointStyle ?? 'circle',
      },
    ];
  });
}

const first = (colours: string | readonly string[] | undefined): string | undefined =>
  [colours ?? []].flat()[0];
