import type { Estimate } from '../../core/estimate.ts';
import { significant } from '../../core/format.ts';
import { highestAboveChord, type LossSlice, lossesAlong } from '../arms/recorded-slice.ts';
import { intervalText } from '../arms/wording.ts';
import { curve, points } from '../plot/marks/index.ts';
import { spanOf } from '../plot/scale.ts';
import { BLUE, DASHED, ORANGE, SOFT } from '../plot/theme.ts';
import type { Parts } from '../sketch/sketch.ts';
import { recordFigure } from './parts.ts';

/** The loss on the straight way from the initial weights to where each arm ended. */
export const lossBarriers = recordFigure('barrier', 'barrier', ({ arm, run, arrays }) => {
  const height = run.scalars.barrier;
  if (height === undefined || !Number.isFinite(height.value)) return null;
  const title = `Loss on the way from the initial weights to the end of ${arm.label}`;
  return { title, ...barrierParts(height, arrays) };
});

/** More evaluations than this are drawn as a line alone. */
const MOST_DOTS = 130;

/** The loss between two points, with the chord of its ends and the height of its barrier. */
export function barrierParts(height: Estimate, slice: LossSlice): Omit<Parts, 'title'> {
  const data = lossesAlong(slice);
  const { label, at } = slice.axes[0]!;
  const value = significant(height.value);
  const range = intervalText(height.interval!, (end) => significant(end, 4));
  const error =
    height.stderr === 0 ? '' : `, at most ${significant(height.stderr, 2)} more between the points`;
  return {
    alt: `Training loss on the straight way between two points, ${significant(data[0]!.y)} at one end and ${significant(data.at(-1)!.y)} at the other; the barrier is ${value}.`,
    caption: [
      `Training loss on the straight way between two points (${data.length} evaluations); dashed: the chord of its ends.`,
      `Barrier, the greatest height above the chord: ${value}${error}; interval ${range}.`,
      !height.converged && 'The barrier did not reach the requested accuracy.',
    ],
    x: { title: label, scale: 'linear', ...spanOf(at) },
    y: { title: 'Training loss L', scale: 'linear' },
    marks: [
      curve(data, { colour: BLUE, label: 'loss', smooth: true }),
      points(data.length > MOST_DOTS ? [] : data, { colour: BLUE, radius: 3.5 }),
      curve([data[0]!, data.at(-1)!], { colour: SOFT, label: 'chord', width: 1.8, dash: DASHED }),
      ...(height.value > 0
        ? [curve(highestAboveChord(data), { colour: ORANGE, label: `barrier ${value}` })]
        : []),
    ],
  };
}
