import { significant } from '../../core/format.ts';
import { contourParts } from './loss-contours.ts';
import { lineParts } from './loss-line.ts';
import { recordFigure } from './parts.ts';

/** The loss about the end of each arm: contours on a plane, or a curve along a line. */
export const landscapes = recordFigure('landscape', 'landscape', ({ arm: { label }, arrays }) => {
  const flat = arrays.axes.length === 1;
  const parts = flat ? lineParts([{ label, slice: arrays }]) : contourParts(arrays);
  return { title: `Loss about the end of ${label}`, ...parts };
});

/** The loss on the plane in which the weights of each arm moved most, with their way through it. */
export const trajectoryPlanes = recordFigure(
  'trajectory-plane',
  'trajectoryPlane',
  ({ arm: { label }, run, arrays }) => {
    const parts = contourParts(arrays);
    const share = run.scalars.trajectoryShare;
    return {
      title: `Loss on the plane of the trajectory of ${label}`,
      ...parts,
      caption: [
        ...parts.caption,
        'Off the plane, where the trajectory is, its losses are others.',
        share !== undefined &&
          `The plane holds ${significant(100 * share.value)} % of the variance of the weights; of a random walk in many dimensions it would hold 76 %.`,
      ],
    };
  },
);
