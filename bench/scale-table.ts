import { chart } from '../src/report/plot/chart.ts';
import type { Figure } from '../src/report/plot/figure.ts';
import { curve } from '../src/report/plot/marks/index.ts';
import { counts, decades } from './axes.ts';
import { markdown } from './table.ts';

/** One network with n images. */
export interface ScaleRow {
  /** Of both hidden layers. */
  readonly width: number;
  readonly n: number;
  /** Seconds of a full-batch step and of a Hessian–vector product. */
  readonly step: number;
  readonly product: number;
  /** Largest resident memory of the process, MiB. */
  readonly peak: number;
}

export const scaleCounts = [1000, 2000, 5000, 10_000, 20_000, 60_000];
export const scaleWidths = [32, 200];

const microseconds = (seconds: number, n: number): string => ((1e6 * seconds) / n).toPrecision(3);

/** Cost per image, which is constant where cost is linear in n, and memory. */
export function scaleTable(rows: readonly ScaleRow[]): string {
  const head = [
    'network',
    'n',
    'step, ms',
    'µs an image',
    'product, ms',
    'µs an image',
    'peak, MiB',
  ];
  const body = rows.map(({ width, n, step, product, peak }) => [
    `784-${width}-${width}-10`,
    String(n),
    (1000 * step).toPrecision(3),
    microseconds(step, n),
    (1000 * product).toPrecision(3),
    microseconds(product, n),
    peak.toFixed(0),
  ]);
  return markdown(head, body);
}

const looks = [
  { key: 'step', width: 32, label: 'GD step, 32-32', colour: '#0072b2', dash: [] },
  { key: 'product', width: 32, label: 'product, 32-32', colour: '#56b4e9', dash: [8, 6] },
  { key: 'step', width: 200, label: 'GD step, 200-200', colour: '#d55e00', dash: [] },
  { key: 'product', width: 200, label: 'product, 200-200', colour: '#e69f00', dash: [8, 6] },
] as const;

/** Milliseconds against n, log-log; lines of slope one would be exactly linear. */
export function scaleFigure(rows: readonly ScaleRow[]): Figure {
  const title = 'Milliseconds with n training images';
  const widest = rows.filter((r) => r.width === 32).map((r) => r.n);
  return {
    id: 'performance-scale',
    title,
    caption: 'Networks 784-m-m-10, tanh, cross-entropy, one thread; medians.',
    alt: `${title}: ${looks.map(({ label }) => label).join(', ')}.`,
    config: chart({
      x: counts('Training images n', widest),
      y: decades(title),
      marks: looks.map(({ key, width, label, colour, dash }) => {
        const own = rows.filter((r) => r.width === width);
        return curve(
          own.map((r) => ({ x: r.n, y: 1000 * r[key] })),
          { label, colour, dash },
        );
      }),
    }),
  };
}
