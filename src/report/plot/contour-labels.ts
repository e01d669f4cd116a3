import { significant } from '../../core/format.ts';
import type { Colour } from './colour.ts';
import type { Grid } from './contour-lines.ts';
import type { JsonObject } from './figure.ts';
import type { Point } from './mark.ts';
import { PAPER } from './theme.ts';

/** Room for a label, over its font size: from the edges, from other labels, from what they keep clear of; by trial. */
const EDGE = 1.9;
const APART = 3.6;
const ASIDE = 1.5;
/** A line shorter than this has no room for its label. */
const SHORTEST = 12;

/** The level beside each line, at the point of its longest one that is farthest from all other labels. */
export function contourLabels(
  lines: readonly (readonly (readonly Point[])[])[],
  levels: readonly number[],
  colours: readonly Colour[],
  {
    plane,
    size,
    clear,
  }: { readonly plane: Plane; readonly size: number; readonly clear: readonly Point[] },
): JsonObject[] {
  const lengthOf = (line: readonly Point[]) =>
    line.slice(1).reduce((sum, p, i) => sum + plane.distance(p, line[i]!), 0);
  const placed: Point[] = [];
  return lines.flatMap((own, k) => {
    const longest = own.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? [];
    const free = longest.filter(
      (p) => plane.holds(p, EDGE * size) && clear.every((q) => plane.distance(p, q) > ASIDE * size),
    );
    const room = (p: Point) => Math.min(plane.width, ...placed.map((q) => plane.distance(p, q)));
    const best = free.reduce<Point | undefined>(
      (top, p) => (top === undefined || room(p) > room(top) ? p : top),
      undefined,
    );
    if (best === undefined || room(best) < APART * size || lengthOf(longest) < SHORTEST * size)
      return [];
    placed.push(best);
    return [
      {
        type: 'label',
        xValue: best.x,
        yValue: best.y,
        content: significant(levels[k]!),
        color: colours[k]!,
        backgroundColor: PAPER,
        font: { size },
        padding: 2,
      },
    ];
  });
}

/** Distances as drawn. */
export interface Plane {
  readonly width: number;
  distance(a: Point, b: Point): number;
  /** Whether a place lies within the plane, and so far from its edges. */
  holds(p: Point, room: number): boolean;
}

/** The plane of a grid that is drawn so large. */
export function planeOf(
  { x, y }: Grid,
  drawn: { readonly width: number; readonly height: number },
): Plane {
  const [a, b] = [drawn.width / (x.at(-1)! - x[0]!), drawn.height / (y.at(-1)! - y[0]!)];
  const between = (at: number, length: number, room: number) => at > room && at < length - room;
  return {
    width: drawn.width,
    distance: (p, q) => Math.hypot(a * (p.x - q.x), b * (p.y - q.y)),
    holds: (p, room) =>
      between(a * (p.x - x[0]!), drawn.width, room) &&
      between(b * (p.y - y[0]!), drawn.height, room),
  };
}
