import type { Axis } from './chart.ts';
import type { Point } from './contour.ts';
import type { JsonObject } from './figure.ts';
import { line } from './line.ts';

/** What a figure of the landscape is called, and what its caption adds. */
export interface About {
  /** kebab-case; also the name of its file. */
  readonly id: string;
  readonly title: string;
  /** Data, network and training, in sentences. */
  readonly recipe: string;
}

export const INK = '#111111';
export const EXACT =
  'No interval: each value is computed on all training examples, none is estimated.';

export const axisOf = (title: string, at: readonly number[], grid = false): Axis => ({
  title,
  scale: 'linear',
  low: Math.min(...at),
  high: Math.max(...at),
  marks: { kind: 'linear' },
  grid,
});

export const curve = (data: readonly Point[], colour: string): JsonObject => ({
  ...line(data, colour, 2.6),
  // Chart.js averages what lies in one column of pixels, unless a line is dashed: this dash outlasts every line.
  borderDash: [1e6, 0],
});
