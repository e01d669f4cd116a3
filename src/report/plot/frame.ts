import type { Mark } from './mark.ts';
import { padded, type Scale, type Span, scaleFor } from './scale.ts';

/** The range of an axis and its scale; by the marks unless told otherwise. */
export interface FrameOptions {
  /** By the values unless told otherwise, see `scaleFor`. */
  readonly scale?: Scale;
  /** The exact ends. */
  readonly low?: number;
  readonly high?: number;
  /** Room beyond the values, as a share of their span. */
  readonly padding?: number;
  /** Greater values are not counted: they may leave the frame. */
  readonly ceiling?: number;
}

export interface Frame extends Span {
  readonly scale: Scale;
  /** Whether an interval reaches beyond the frame. */
  readonly cut: boolean;
}

/** Beside labels and frame; by trial. */
const PADDING = 0.06;

/** By how much of the span of the values intervals may widen the frame; with two seeds t is 12.7, and they would flatten all else. */
const REACH = 0.5;

/** The range of x that holds the marks. */
export const frameOfX = (options: FrameOptions, marks: readonly Mark[]): Frame =>
  frameOf(
    options,
    marks.flatMap(({ x }) => x),
    [],
  );

/** The range of y that holds the marks, and their intervals where these are not far longer than the rest. */
export const frameOfY = (options: FrameOptions, marks: readonly Mark[]): Frame =>
  frameOf(
    options,
    marks.flatMap(({ y }) => y).filter((value) => value <= (options.ceiling ?? value)),
    marks.flatMap(({ ends = [] }) => ends),
  );

function frameOf(
  { low, high, padding = PADDING, ...options }: FrameOptions,
  values: readonly number[],
  ends: readonly number[],
): Frame {
  const scale = options.scale ?? scaleFor(values);
  const widest = padded(values, scale, REACH);
  const inside = ends.map((end) => Math.min(Math.max(end, widest.low), widest.high));
  const around = padded([...values, ...inside], scale, padding);
  const span = { low: low ?? around.low, high: high ?? around.high };
  return { scale, ...span, cut: ends.some((end) => end < span.low || end > span.high) };
}
