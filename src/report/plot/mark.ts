import type { JsonObject } from './figure.ts';
import type { Span } from './scale.ts';

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
  draw(frame: Span): Drawing;
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

/** Several marks as one. */
export const together = (marks: readonly Mark[]): Mark => ({
  x: marks.flatMap(({ x }) => x),
  y: marks.flatMap(({ y }) => y),
  ends: marks.flatMap(({ ends = [] }) => ends),
  draw: (frame) => {
    const drawings = marks.map((mark) => mark.draw(frame));
    return {
      datasets: drawings.flatMap(({ datasets = [] }) => datasets),
      annotations: drawings.flatMap(({ annotations = [] }) => annotations),
    };
  },
});
