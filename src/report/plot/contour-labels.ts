import { significant } from '../../core/format.ts';
import type { Colour } from './colour.ts';
import type { Grid } from './contour-lines.ts';
import type { JsonObject } from './figure.ts';
import type { Point } from './mark.ts';
import { PAPER } from './theme.ts';

/** Room for a label, in shares of the plane's width: from its edges, from other labels, from what they keep clear of; by trial. */
const EDGE = 0.045;
const APART = 0.085;
const ASIDE = 0.035;
/** A line shorter than this has no room for its label. */
const SHORTEST = 0.3;

/** The level beside each line, at the point of its longest one that is farthest from all other labels. */
export function contourLabels(
  lines: readonly (readonly (readonly Point[])[])[],
  levels: readonly number[],
  colours: readonly Colour[],
  plane: Plane,
  clear: readonly Point[],
): JsonObject[] {
  const lengthOf = (line: readonly Point[]) =>
    line.slice(1).reduce((sum, p, i) => sum + plane.distance(p, line[i]!), 0);
  const placed: Point[] = [];
  return lines.flatMap((own, k) => {
    const longest = own.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? [];
    const free = longest.filter(
      (p) => plane.holds(p) && clear.every((q) => plane.distance(p, q) > ASIDE),
    );
    const room = (p: Point) => Math.min(1, ...placed.map((q) => plane.distance(p, q)));
    const best = free.reduce<Point | undefined>(
      (top, p) => (top === undefined || room(p) > room(top) ? p : top),
      undefined,
    );
    if (best === undefined || room(best) < APART || lengthOf(longest) < SHORTEST) return [];
    placed.push(best);
    return [
      {
        type: 'label',
        xValue: best.x,
        yValue: best.y,
        content: significant(levels[k]!),
        color: colours[k]!,
        backgroundColor: PAPER,
        font: { size: 14 },
        padding: 2,
      },
    ];
  });
}

/** Places and distances in shares of the drawn plane's width. */
export interface Plane {
  distance(a: Point, b: Point): number;
  /** Whether a label there stays within the plane. */
  holds(p: Point): boolean;
}

/** Height of the plane over its width. */
const ASPECT = 0.55;

export function planeOf({ x, y }: Grid): Plane {
  const [width, height] = [x.at(-1)! - x[0]!, y.at(-1)! - y[0]!];
  const between = (share: number) => share > EDGE && share < 1 - EDGE;
  return {
    distance: (a, b) => Math.hypot((a.x - b.x) / width, (ASPECT * (a.y - b.y)) / height),
    holds: (p) => between((p.x - x[0]!) / width) && between((p.y - y[0]!) / height),
  };
}
