import { contourParts } from './loss-contours.ts';
import { lineParts } from './loss-line.ts';
import { recordFigure } from './parts.ts';

/** The loss about the end of each arm: contours on a plane, or a curve along a line. */
export const landscapes = recordFigure('landscape', 'landscape', ({ arm: { label }, arrays }) => {
  const flat = arrays.axes.length === 1;
  const parts = flat ? lineParts([{ label, slice: arrays }]) : contourParts(arrays);
  return { title: `Loss about the end of ${label}`, ...parts };
});
