import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Chart, ChartConfiguration, LegendItem, PointStyle } from 'chart.js';
import type { ChartJSNodeCanvas, ChartJSNodeCanvasOptions } from 'chartjs-node-canvas';
import type { Figure, TickRule } from './figure.ts';
import { ON_LIGHT } from './palette.ts';
import { PAGE, type Sheet, unitOf } from './sheet.ts';
import { tickCallbacks } from './tick-callbacks.ts';

/** A family name of our own, so that no installed font can take its place and change the bytes. */
const FONT_FAMILY = 'Flowlab Sans';

/**
 * A function that draws figures as PNG, the same bytes for the same figure.
 *
 * Loads chart.js, the canvas and the font when called, not when imported: other commands stay quick.
 */
export function createRenderer(): (figure: Figure) => Uint8Array {
  registerFonts();
  const { ChartJSNodeCanvas } =
    require('chartjs-node-canvas') as typeof import('chartjs-node-canvas');
  const canvases = new Map<string, ChartJSNodeCanvas>();
  const canvasOf = (sheet: Sheet): ChartJSNodeCanvas => {
    const [width, height] = [sheet.width, sheet.height].map((side) => side / unitOf(sheet));
    const options: ChartJSNodeCanvasOptions = {
      width: width!,
      height: height!,
      chartCallback: registerPlugins,
    };
    const key = `${width} ${height}`;
    const canvas = canvases.get(key) ?? new ChartJSNodeCanvas(options);
    canvases.set(key, canvas);
    return canvas;
  };
  return (figure) => {
    const sheet = figure.sheet ?? PAGE;
    return canvasOf(sheet).renderToBufferSync(resolve(figure, sheet));
  };
}

/** Pixels of CSS in an inch. */
const PER_INCH = 96;

const require = createRequire(import.meta.url);

interface FontRegistry {
  readonly GlobalFonts: { registerFromPath(path: string, family: string): unknown };
}

function registerFonts(): void {
  const { GlobalFonts } = require('canvas') as FontRegistry;
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf']) {
    GlobalFonts.registerFromPath(join(folder, file), FONT_FAMILY);
  }
}

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
    id: 'background',
    beforeDraw({ ctx, width, height }, _, { colour }: { colour?: string }) {
      ctx.save();
      ctx.fillStyle = colour ?? ON_LIGHT.paper;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  });
}

function fresh<T>(name: string): T {
  delete require.cache[require.resolve(name)];
  return require(name) as T;
}

// A clone, because Chart.js writes into the config that it is given.
function resolve(figure: Figure, sheet: Sheet): ChartConfiguration {
  const config = structuredClone(figure.config) as unknown as ChartConfiguration;
  const options = (config.options ??= {});
  options.devicePixelRatio = (sheet.dpi / PER_INCH) * unitOf(sheet);
  for (const scale of Object.values(options.scales ?? {})) {
    const { tickRule } = scale as { tickRule?: TickRule };
    if (tickRule) Object.assign(scale as object, tickCallbacks(tickRule, scale as object));
  }
  const plugins = (options.plugins ??= {});
  Object.assign(plugins, { background: { colour: sheet.palette.paper } });
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
