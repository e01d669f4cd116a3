import { range, ticks } from 'd3-array';
import { type Scale, scaleFor } from './scale.ts';
import { decadesOf } from './ticks.ts';

/** Levels between the least and the greatest value, and the scale on which they are evenly spaced. */
export interface Levels {
  readonly scale: Scale;
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
  if (scale === 'linear') return { scale, at: inside(ticks(low, high, ENOUGH)) };
  const sets = LEADS.map((leads) =>
    inside(decadesOf(low, high).flatMap((k) => leads.map((lead) => Number(`${lead}e${k}`)))),
  );
  const levels = sets.find((set) => set.length >= ENOUGH) ?? sets.at(-1)!;
  const stride = Math.ceil(levels.length / MOST);
  return { scale, at: range(0, levels.length, stride).map((k) => levels[k]!) };
}
