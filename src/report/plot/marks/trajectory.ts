import type { Colour } from '../colour.ts';
import { type Mark, type Point, together } from '../mark.ts';
import { BLACK, EVERY_POINT, LAYER, ORANGE, PAPER } from '../theme.ts';
import { curve } from './curve.ts';
import { points } from './points.ts';

/** A way across a plane with a dot at each stop, its start and its end marked; each has an entry in the legend. */
export function trajectory(path: readonly Point[]): Mark {
  const stop = (at: Point, label: string, shape: string, fill: Colour) =>
    points([at], { colour: BLACK, fill, label, shape, radius: 8, edge: 2 });
  return together([
    curve(path, {
      ...{ colour: BLACK, label: 'trajectory', width: 1.6, dash: EVERY_POINT },
      ...{ point: 'circle', layer: LAYER.mean },
    }),
    stop(path[0]!, 'start', 'circle', PAPER),
    stop(path.at(-1)!, 'end', 'rectRot', ORANGE),
    points(path, { colour: BLACK, radius: 2.5, layer: LAYER.mean }),
  ]);
}
