import { scaleFor } from './chart.ts';
import { ticksFor } from './ticks.ts';

export type Point = { readonly x: number; readonly y: number };

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
 * The contour lines of one level, by marching squares; closed lines end where they begin.
 *
 * Lorensen & Cline, SIGGRAPH 1987, in two dimensions: in each cell the level is interpolated linearly along the
 * edges it crosses; where it crosses all four, the mean of the corners tells which belong together.
 */
export function contourLines({ x, y, values }: Grid, level: number): Point[][] {
  const points = new Map<string, Point>();
  const next = new Map<string, string[]>();
  const above = (i: number, j: number) => values[j]![i]! >= level;
  /** Where the level crosses the edge from one corner to another, the same from both its cells. */
  const crossing = ([i, j]: Corner, [k, l]: Corner): string => {
    const key = `${i},${j},${k},${l}`;
    const [a, b] = [values[j]![i]!, values[l]![k]!];
    const t = (level - a) / (b - a);
    points.set(key, { x: x[i]! + t * (x[k]! - x[i]!), y: y[j]! + t * (y[l]! - y[j]!) });
    return key;
  };
  const join = (a: string, b: string) => {
    next.set(a, [...(next.get(a) ?? []), b]);
    next.set(b, [...(next.get(b) ?? []), a]);
  };
  for (let j = 0; j + 1 < y.length; j++)
    for (let i = 0; i + 1 < x.length; i++) {
      const corners: readonly Corner[] = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ];
      if (!corners.every(([k, l]) => Number.isFinite(values[l]![k]!))) continue;
      // Bottom, right, top, left; each from its lower to its upper corner.
      const edges = [
        [0, 1],
        [1, 2],
        [3, 2],
        [0, 3],
      ].map(([a, b]) => [corners[a!]!, corners[b!]!] as const);
      const crossed = edges
        .filter(([a, b]) => above(...a) !== above(...b))
        .map(([a, b]) => crossing(a, b));
      if (crossed.length === 2) join(crossed[0]!, crossed[1]!);
      if (crossed.length === 4) {
        const middle = corners.reduce((sum, [k, l]) => sum + values[l]![k]! / 4, 0) >= level;
        // A line round the first corner keeps it apart from a middle on the other side.
        const [bottom, right, top, left] = crossed as [string, string, string, string];
        const apart = middle !== above(i, j);
        join(bottom, apart ? left : right);
        join(top, apart ? right : left);
      }
    }
  return chains(next).map((chain) => chain.map((key) => points.get(key)!));
}

type Corner = readonly [i: number, j: number];

/** The paths of a graph in which every node has one neighbour or two. */
function chains(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const seen = new Set<string>();
  const follow = (from: string): string[] => {
    const chain = [from];
    seen.add(from);
    for (;;) {
      const to = next.get(chain.at(-1)!)!.find((key) => !seen.has(key));
      if (to === undefined) break;
      chain.push(to);
      seen.add(to);
    }
    const closed = chain.length > 2 && next.get(chain.at(-1)!)!.includes(from);
    return closed ? [...chain, from] : chain;
  };
  const ends = [...next].filter(([, to]) => to.length === 1).map(([key]) => key);
  return [...ends, ...next.keys()].flatMap((key) => (seen.has(key) ? [] : [follow(key)]));
}

/** Levels between the least and the greatest value, and the scale on which they are evenly spaced. */
export interface Levels {
  readonly scale: 'linear' | 'logarithmic';
  readonly at: readonly number[];
}

/** Leading digits of levels on a logarithmic scale, from sparse to dense. */
const LEADS = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]];
/** Lines that show the shape; by trial. */
const ENOUGH = 8;

/** Lines beyond which colours look alike; by trial. */
const MOST = 16;

/**
 * Round levels strictly between the least and the greatest finite value; none where all are equal.
 *
 * Of values from 0 on, the least that is positive.
 */
export function levelsOf(values: readonly number[]): Levels {
  const all = values.filter(Number.isFinite);
  const finite = all.every((value) => value >= 0) ? all.filter((value) => value > 0) : all;
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const scale = scaleFor(finite);
  if (!(low < high)) return { scale, at: [] };
  const inside = (levels: readonly number[]) => levels.filter((l) => l > low && l < high);
  if (scale === 'linear')
    return { scale, at: inside(ticksFor({ kind: 'linear' }, low, high).map(({ value }) => value)) };
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, k) => Math.floor(Math.log10(low)) + k,
  );
  const sets = LEADS.map((leads) =>
    inside(decades.flatMap((k) => leads.map((lead) => Number(`${lead}e${k}`)))),
  );
  const levels = sets.find((set) => set.length >= ENOUGH) ?? sets.at(-1)!;
  const stride = Math.ceil(levels.length / MOST);
  return { scale, at: levels.filter((_, k) => k % stride === 0) };
}
