import type { JsonObject } from './figure.ts';
import type { Span } from './scale.ts';
import type { Room } from './sheet.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a figure is composed of: it says what the frame has to hold, and draws itself into the frame. */
export interface Mark {
  /** Positions that the frame has to hold. */
  readonly x: readonly number[];
  /** Values that the frame has to hold. */
  readonly y: readonly number[];
  /** Ends of intervals on y: they widen the frame, but not by much, and are cut off at it. */
  readonly ends?: readonly number[];
  /** Its part of a Chart.js config; `frame` is the range of y. */
  draw(frame: Span, on: Ground): Drawing;
}

/** What a mark is drawn on: the sheet, and the size of the inside of the frame on it, in units of composition. */
export interface Ground extends Room {
  readonly plot: { readonly width: number; readonly height: number };
}

export interface Drawing {
  readonly datasets?: readonly JsonObject[];
  /** Drawn above the data. */
  readonly annotations?: readonly JsonObject[];
}

/** What the frame has to hold so that all of these points are seen. */
export const extentOf = (points: readonly Point[]) => ({
  x: points.map(({ x }) => x),
  y: points.map(({ y }) => y),
});

/** Several marks as one. A mark with one label in the legend owns all that it draws: see `series` in `Figure.config`. */
export const together = (marks: readonly Mark[]): Mark => ({
  x: marks.flatMap(({ x }) => x),
  y: marks.flatMap(({ y }) => y),
  ends: marks.flatMap(({ ends = [] }) => ends),
  draw: (frame, on) => {
    const drawings = marks.map((mark) => mark.draw(frame, on));
    return {
      datasets: drawings.flatMap(({ datasets = [] }) => owned(datasets)),
      annotations: drawings.flatMap(({ annotations = [] }) => annotations),
    };
  },
});

/** The datasets of one mark; those without a label belong to its one label, so that a reader can take all of it away at once. */
function owned(datasets: readonly JsonObject[]): readonly JsonObject[] {
  const [label, ...others] = new Set(datasets.flatMap(({ label = [] }) => label));
  if (label === undefined || others.length > 0) return datasets;
  return datasets.map((one) =>
    'label' in one || 'series' in one ? one : { ...one, series: label },
  );
}
