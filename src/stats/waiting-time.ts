import { integerAtLeast, positive } from '../core/check.ts';
import type { Interval } from '../core/range.ts';
import { chiSquareQuantile } from './chi-square.ts';
import { LEVEL, tailOf } from './student.ts';

/**
 * Where the mean waiting time for an event lies, of which `events` came in this exposure: all waiting times, those that were cut off too.
 *
 * The exact interval of a Poisson count turned over, exposure · 2/χ²: with 2k + 2 degrees of freedom below and 2k above, where k = 0
 * leaves no upper end. Waiting times are taken as exponential. Garwood, Biometrika 28 (1936) 437–442; Cox & Oakes, Analysis of Survival
 * Data, 1984, section 3.2.
 *
 * @throws RangeError unless exposure > 0 and events is an integer ≥ 0
 */
export function waitingInterval(exposure: number, events: number, level = LEVEL): Interval {
  const twice = 2 * positive('exposure', exposure);
  const k = integerAtLeast('events', events, 0);
  const tail = tailOf(level);
  return [
    twice / chiSquareQuantile(tail, 2 * k + 2),
    k === 0 ? Number.POSITIVE_INFINITY : twice / chiSquareQuantile(1 - tail, 2 * k),
  ];
}
