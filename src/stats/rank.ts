import type { Rng } from '../core/random.ts';
import { paired } from './paired.ts';
import { permutationTest } from './permutation.ts';
import { mean } from './summary.ts';

/** How two variables rank the same units, in one or several clusters. */
export interface RankAgreement {
  /** Clusters with a τ: both variables take two values there. */
  readonly clusters: number;
  readonly units: number;
  /** Kendall's τ-b within a cluster, averaged over clusters; in [−1, 1], NaN where no cluster has one. */
  readonly tau: number;
  /** Two-sided, by permutation of the units; NaN where τ is. */
  readonly p: number;
  /** Whether all orders of the units were looked at; drawn ones give p an error of its own. */
  readonly exact: boolean;
  /** The smallest p that so many units can give, 2/units!: above the level, no data can tell. */
  readonly leastP: number;
}

/**
 * The agreement of two variables over units that recur in several clusters, such as arms trained from each of
 * several seeds: τ̄ = (1/C) Σ_c τ_b(x_c, y_c), x and y of shape [clusters][units], with a permutation test.
 *
 * The test exchanges whole units: a unit takes its y along in every cluster. Under the null hypothesis that y
 * has nothing to do with x, chance has ordered the units and p is exact, with or without effects of the units or of
 * the clusters in x and y. (Orders of their own in each cluster would count what a unit brings to every
 * cluster again and again.) Stratified τ: Taylor 1987, "Kendall's and Spearman's correlation coefficients in
 * the presence of a blocking variable", Biometrics 43; permuted by units as in Pitman 1937.
 *
 * There is no interval of τ̄ on purpose. Clusters that rank nearly alike by construction have no spread for
 * Student's t, resampled units repeat themselves, and with fewer than five units nothing but [−1, 1] would cover.
 * Throws RangeError unless both variables have the same shape and there is a unit.
 */
export function rankAgreement(
  xs: readonly ArrayLike<number>[],
  ys: readonly ArrayLike<number>[],
  rng: Rng,
): RankAgreement {
  paired(xs, ys);
  const units = xs[0]?.length ?? 0;
  for (const one of [...xs, ...ys]) paired(one, xs[0]!);
  const pairs = clusterPairs(xs, ys);
  const clusters = pairs.length;
  const agreement = units <= TABULATED ? tabulated(pairs, units ** 2) : agreementOf(pairs);
  const statistic = (order: Int32Array): number => {
    let total = 0;
    for (let a = 1; a < units; a++)
      for (let b = 0; b < a; b++) total += agreement(a * units + b, order[a]! * units + order[b]!);
    return total / clusters; // NaN of no clusters
  };
  const taus = xs.map((x, c) => kendallTau(x, ys[c]!)).filter((tau) => !Number.isNaN(tau));
  const tau = taus.length === 0 ? Number.NaN : mean(taus);
  const { p, exact } = permutationTest(units, statistic, rng);
  return { clusters, units, tau, p, exact, leastP: leastP(units) };
}

/** The smallest two-sided p of a permutation test of ranks: 2/units!, and 1 for a single unit. */
function leastP(units: number): number {
  let orders = 1;
  for (let i = 2; i <= units; i++) orders *= i;
  return Math.min(1, 2 / orders);
}

/**
 * Kendall's τ-b = (C − D) / √((N − Tx)(N − Ty)): N pairs, C concordant, D discordant, T tied.
 *
 * Kendall 1945, "The treatment of ties in ranking problems". In O(n²): n is a number of runs. NaN
 * where a variable is constant or any value is NaN; throws RangeError unless the lengths agree.
 */
export function kendallTau(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  paired(xs, ys);
  const [x, y] = [ordersOf(xs), ordersOf(ys)];
  return score(x, y) / Math.sqrt(score(x, x) * score(y, y));
}

/** Of one cluster: the order of every two units by x and by y, [units · units], and √((N − Tx)(N − Ty)). */
interface ClusterPairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly untied: number;
}

/** Up to so many units a table of what two units say of x times what two say of y is small: 8⁴ numbers. */
const TABULATED = 8;

/** What the units of one place of the table say of x times what those of another say of y, summed over clusters. */
type Agreement = (ofX: number, ofY: number) => number;

const agreementOf =
  (pairs: readonly ClusterPairs[]): Agreement =>
  (ofX, ofY) => {
    let total = 0;
    for (const { x, y, untied } of pairs) total += (x[ofX]! * y[ofY]!) / untied;
    return total;
  };

function tabulated(pairs: readonly ClusterPairs[], places: number): Agreement {
  const sum = agreementOf(pairs);
  const table = Float64Array.from({ length: places ** 2 }, (_, i) =>
    sum(Math.floor(i / places), i % places),
  );
  return (ofX, ofY) => table[ofX * places + ofY]!;
}

function clusterPairs(
  xs: readonly ArrayLike<number>[],
  ys: readonly ArrayLike<number>[],
): readonly ClusterPairs[] {
  return xs.flatMap((x, c) => {
    const [a, b] = [ordersOf(x), ordersOf(ys[c]!)];
    // N − T of each variable, the same in every order of the units.
    const untied = Math.sqrt(score(a, a) * score(b, b));
    return untied > 0 ? [{ x: a, y: b, untied }] : [];
  });
}

// Signs of the comparison, not of the difference: ∞ − ∞ is NaN and tiny differences underflow.
function ordersOf(xs: ArrayLike<number>): Float64Array {
  const n = xs.length;
  const orders = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) orders[i * n + j] = i === j ? 0 : order(xs[i]!, xs[j]!);
  return orders;
}

// Every pair stands twice in either table, with both signs: half the sum of products.
function score(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i]! * y[i]!;
  return total / 2;
}

const order = (a: number, b: number) => (a > b ? 1 : a < b ? -1 : a === b ? 0 : Number.NaN);
