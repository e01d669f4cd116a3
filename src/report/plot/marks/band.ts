import { type Colour, faded } from '../colour.ts';
import type { Mark, Point } from '../mark.ts';
import { curveDataset } from './curve.ts';

/** The area between two curves over the same positions, faint. */
export const band = (lower: readonly Point[], upper: readonly Point[], colour: Colour): Mark => ({
  x: lower.map(({ x }) => x),
  y: [...lower, ...upper].map(({ y }) => y),
  draw: () => {
    const edge = { colour: faded(colour, 0), width: 0, smooth: true };
    return {
      datasets: [
        // Filled down to the dataset that follows.
        { ...curveDataset(upper, edge), backgroundColor: faded(colour, 0.22), fill: '+1' },
        { ...curveDataset(lower, edge), fill: false },
      ],
    };
  },
});
