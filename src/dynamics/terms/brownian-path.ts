import { integerAtLeast, positive } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import type { Normals } from './normals.ts';

/** Share of the spacing by which sums of dt may miss a time of the grid. */
const ROUND = 1e-6;

/**
 * One Brownian path W of m components on the times 0, h, 2h, …, for steps of any dt that is a multiple of h.
 *
 * A step from t to t + dt takes ξ = (W(t + dt) − W(t))/√dt, the sum of the increments of its dt/h fine steps, so
 * that runs at h, 2h, 4h, …, by a schedule or cut short between two steps, all see the same W: the coupling by
 * which a strong error is measured (Kloeden & Platen, Numerical Solution of Stochastic Differential Equations,
 * 1992, §9.3). Increments are keyed by the number of the fine step. A step costs m dt/h draws.
 *
 * @throws RangeError unless m is an integer ≥ 1 and h positive; the normals, where t or dt is no multiple
 * of h; Error, if they are asked for without a clock
 */
export function brownianPath(m: number, h: number, random: Rng): Normals {
  integerAtLeast('m', m, 1);
  positive('h', h);
  const cells = (name: string, time: number): number => {
    const count = Math.round(time / h);
    if (!(Math.abs(time / h - count) <= ROUND))
      throw new RangeError(`invalid ${name}; not a multiple of the path's spacing ${h}: ${time}`);
    return count;
  };
  return (_, at) => {
    if (at === undefined)
      throw new Error('a Brownian path is asked by time; use normals for noise keyed by the step');
    const [first, count] = [cells('t', at.t), cells('dt', at.dt)];
    const sum = new Float64Array(m);
    for (let cell = first; cell < first + count; cell++) {
      const z = random.fork('path', cell).normals(m);
      for (let k = 0; k < m; k++) sum[k]! += z[k]!;
    }
    const scale = 1 / Math.sqrt(Math.max(count, 1));
    return sum.map((x) => x * scale);
  };
}
