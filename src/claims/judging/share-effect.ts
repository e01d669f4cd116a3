import { POWER } from '../../stats/power.ts';
import { binomialTail, wilsonInterval } from '../../stats/proportion.ts';
import type { ShareStatement } from '../statements/statement.ts';

/**
 * How far a share of n runs must lie inside the range for Wilson's interval to lie inside it with a probability of 0.8, by the
 * binomial; the larger distance where there are two edges. Null where not even all or none of n would show it.
 */
export function shareEffect(statement: ShareStatement, n: number, level: number): number | null {
  if (statement.in.kind !== 'range') return null;
  const { low, high } = statement.in;
  const above = low > 0 ? distanceAbove(low, n, level) : 0;
  // A share below an edge is one of the others above 1 less it.
  const below = high < 1 ? distanceAbove(1 - high, n, level) : 0;
  return above === null || below === null ? null : Math.max(above, below);
}

function distanceAbove(edge: number, n: number, level: number): number | null {
  const counts = Array.from({ length: n + 1 }, (_, k) => k);
  const fewest = counts.find((k) => wilsonInterval(k, n, level)[0] >= edge);
  if (fewest === undefined) return null;
  let [lower, upper] = [edge, 1];
  while (upper - lower > 1e-6) {
    const middle = (lower + upper) / 2;
    if (binomialTail(fewest, n, middle) < POWER) lower = middle;
    else upper = middle;
  }
  return upper - edge;
}
