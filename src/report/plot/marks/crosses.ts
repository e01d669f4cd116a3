import type { Colour } from '../colour.ts';
import type { Mark, Point } from '../mark.ts';
import { points } from './points.ts';

/** A large cross at each point, in a colour of its own. */
export const crosses = (
  places: readonly (Point & { readonly colour: Colour })[],
  label: string,
): Mark =>
  points(places, {
    ...{ label, shape: 'crossRot', radius: 8, edge: 2.5 },
    colour: places.map(({ colour }) => colour),
  });
