import type { LossSlice } from '../arms/recorded-slice.ts';
import { levelsOf } from '../plot/levels.ts';
import { contour, crosses, trajectory } from '../plot/marks/index.ts';
import { spanOf } from '../plot/scale.ts';
import { BLACK } from '../plot/theme.ts';
import { rangeAlt } from '../sketch/alt.ts';
import { EXACT } from '../sketch/caption.ts';
import type { Parts } from '../sketch/sketch.ts';

const CENTRE = { x: 0, y: 0, colour: BLACK };

/** Contours of the loss on a plane, with the trajectory if the slice has one; throws RangeError on a line. */
export function contourParts({ axes, losses, path: stops = [] }: LossSlice): Omit<Parts, 'title'> {
  const [x, y] = axes;
  if (x === undefined || y === undefined)
    throw new RangeError(`invalid slice; a plane has 2 axes, not ${axes.length}`);
  const levels = levelsOf(losses.flat());
  const path = stops.map(([a, b]) => ({ x: a!, y: b! }));
  const spacing = levels.scale === 'logarithmic' ? 'about evenly spaced in log L' : 'evenly spaced';
  const finite = losses.flat().filter(Number.isFinite);
  return {
    alt: `Contours of the training loss on a plane, ${rangeAlt(finite)}${path.length === 0 ? '' : `, with the trajectory over ${path.length} checkpoints`}.`,
    caption: [
      `Contours of the training loss on ${x.at.length} × ${y.at.length} points, ${spacing}; cubic between them; purple is lowest.`,
      path.length === 0
        ? 'Cross: θ.'
        : `Dots: ${path.length} checkpoints of the trajectory, projected onto the plane.`,
      losses.flat().some((loss) => !Number.isFinite(loss)) && 'Blank where the loss is not finite.',
      EXACT,
    ],
    x: axisOf(x),
    y: axisOf(y),
    marks: [
      path.length === 0 ? crosses([CENTRE], 'θ') : trajectory(path),
      contour({ x: x.at, y: y.at, values: losses }, levels, path.length === 0 ? [CENTRE] : path),
    ],
    legend: 'top',
    key: 'marker',
  };
}

const axisOf = ({ label, at }: LossSlice['axes'][number]) =>
  ({ title: label, scale: 'linear', ...spanOf(at), grid: false }) as const;
