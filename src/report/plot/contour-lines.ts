import { contours } from 'd3-contour';
import type { Point } from './mark.ts';

/** Values on a grid of points. */
export interface Grid {
  /** Ascending. Shape [n]. */
  readonly x: readonly number[];
  /** Ascending. Shape [m]. */
  readonly y: readonly number[];
  /** The value at (x[i], y[j]) is values[j][i]; cells with one that is not finite have no contours. */
  readonly values: readonly (readonly number[])[];
}

/**
 * The contour lines of one level, by the marching squares of d3-contour; closed lines end where they begin.
 *
 * The level is interpolated linearly along the edges of cells.
 */
export function contourLines(grid: Grid, level: number): Point[][] {
  const { x, y, values } = grid;
  const rings = contours()
    .size([x.length, y.length])
    .smooth(false)
    .contour(values.flat(), level)
    .coordinates.flat()
    .map((ring) => ring.map(([a, b]): Place => [a!, b!]));
  return rings.flatMap((ring) =>
    inside(ring, grid).map((line) => line.map((place) => crossing(place, grid, level))),
  );
}

/**
 * Where a ring of d3-contour crosses an edge of a cell: (x[i], y[j]) lies at (i + ½, j + ½), and the crossing half-way
 * between two such neighbours.
 */
type Place = readonly [number, number];

/** The parts of a ring in cells whose corners all have finite values: d3 closes rings round the grid and its holes. */
function inside(ring: readonly Place[], { values }: Grid): Place[][] {
  const within = ([a, b]: Place, [c, d]: Place) => {
    const [i, j] = [Math.floor((a + c - 1) / 2), Math.floor((b + d - 1) / 2)];
    return [j, j + 1].every((row) =>
      [i, i + 1].every((column) => Number.isFinite(values[row]?.[column])),
    );
  };
  const steps = ring.slice(1).map((to, k) => ({ from: ring[k]!, to, kept: within(ring[k]!, to) }));
  const gap = steps.findIndex(({ kept }) => !kept);
  const parts: Place[][] = [];
  let open = false;
  // From a gap on, so that no part is split where the ring happens to begin.
  for (const { from, to, kept } of [...steps.slice(gap + 1), ...steps.slice(0, gap + 1)]) {
    if (kept && open) parts.at(-1)!.push(to);
    else if (kept) parts.push([from, to]);
    open = kept;
  }
  return parts;
}

function crossing([a, b]: Place, { x, y, values }: Grid, level: number): Point {
  const [i, j] = [Math.floor(a - 0.5), Math.floor(b - 0.5)];
  // A whole number says along which axis the edge lies.
  const [k, l] = Number.isInteger(a) ? [i + 1, j] : [i, j + 1];
  const [from, to] = [values[j]![i]!, values[l]![k]!];
  const t = (level - from) / (to - from);
  return { x: x[i]! + t * (x[k]! - x[i]!), y: y[j]! + t * (y[l]! - y[j]!) };
}
