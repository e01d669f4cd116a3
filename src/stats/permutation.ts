import { integerAtLeast } from '../core/check.ts';
import type { Rng } from '../core/random.ts';

/** How unusual a statistic is among the orders that chance could have brought. */
export interface PermutationTest {
  /** Two-sided: twice the smaller share of orders with a statistic at least, or at most, the one seen; in (0, 1], NaN for NaN. */
  readonly p: number;
  /** Orders looked at, the one seen among them. */
  readonly orders: number;
  /** All orders there are, so that p has no error of its own. */
  readonly exact: boolean;
}

/** All orders of up to so many units are looked at: 8! is 40,320. */
const MOST_UNITS = 8;
/** Else so many drawn ones; p = 0.05 then has a standard error of 0.002. Phipson & Smyth 2010, §4. */
const DRAWN = 9999;

/**
 * The permutation test of a statistic of `units` exchangeable units; it is given an order [units], and the
 * units as they were observed are the order 0, 1, 2, ….
 *
 * p = 2 min(#{π: T(π) ≥ T}, #{π: T(π) ≤ T}) / #orders, and 1 at most. Where chance has ordered the units it is below any
 * level α at most as often as α says, whatever the distribution, and never below 2/#orders; Pitman 1937, "Significance tests which may be applied to samples
 * from any populations, II", J. R. Stat. Soc. Suppl. 4. Drawn orders count the one seen too, so that p is
 * never 0; Phipson & Smyth 2010, "Permutation p-values should never be zero", eq. 2.
 * Throws RangeError unless units ≥ 1.
 */
export function permutationTest(
  units: number,
  statistic: (order: Int32Array) => number,
  rng: Rng,
): PermutationTest {
  const order = Int32Array.from({ length: integerAtLeast('units', units, 1) }, (_, i) => i);
  const seen = statistic(order);
  // Sums in another order differ by rounding.
  const rounding = 1e-9 * Math.max(1, Math.abs(seen));
  const exact = units <= MOST_UNITS;
  if (Number.isNaN(seen)) return { p: Number.NaN, orders: 1, exact };
  const counts = { orders: 1, above: 1, below: 1 };
  const look = (other: Int32Array) => {
    const value = statistic(other);
    counts.orders++;
    if (value >= seen - rounding) counts.above++;
    if (value <= seen + rounding) counts.below++;
  };
  if (exact) otherOrders(order, look);
  else for (let i = 0; i < DRAWN; i++) look(rng.permutation(units));
  const { orders, above, below } = counts;
  return { p: Math.min(1, (2 * Math.min(above, below)) / orders), orders, exact };
}

// Heap 1963, "Permutations by interchanges": each order differs from the one before by one exchange.
function otherOrders(order: Int32Array, look: (order: Int32Array) => void): void {
  const turns = new Int32Array(order.length);
  for (let i = 1; i < order.length; ) {
    if (turns[i]! >= i) {
      turns[i++] = 0;
      continue;
    }
    const j = i % 2 === 0 ? 0 : turns[i]!;
    [order[i], order[j]] = [order[j]!, order[i]!];
    look(order);
    turns[i]!++;
    i = 1;
  }
}
