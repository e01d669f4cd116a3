import { positive } from '../../core/check.ts';
import { normalCdf } from '../../core/normal.ts';
import { solve } from '../../linalg/linear-system.ts';
import type { Landscape } from './minimum-of.ts';
import { reachOf } from './reach.ts';

/** Steps x ← x − τ U′(x) + s ξ with ξ standard normal. */
export interface NoisySteps {
  /** τ, which is η or dt. */
  readonly length: number;
  /** s. */
  readonly spread: number;
}

/** The law that walkers settle at: a density, and the probability below a place. */
export interface StationaryLaw {
  density(x: number): number;
  below(x: number): number;
}

/** Between the nodes of the grid, in units of s: the trapezoid rule is off by 2e^{−2π²/0.64}, 1e-13, of a normal density. */
const SPACING = 0.8;
/** Beyond where the density is this small against its largest value, there is nothing. */
const NOTHING = 1e-8;
/** As far as the grid reaches at first, in temperatures of potential. */
const FIRST = 40;
/** Nodes of the largest grid: a tenth of a second of elimination. */
const MOST_NODES = 600;
/** For the slope, in units of s; its square is the relative error. */
const NEAR = 1e-4;

/**
 * The stationary law of steps of finite size: p(y) = ∫ p(x) N(y; x − τU′(x), s²) dx, by Nyström's method, as a mixture of normal
 * densities about where the steps from the nodes of a grid lead.
 *
 * As τ → 0 at s² = 2Tτ it is that of exp(−U/T); of U = hx²/2 it is normal with variance s²/(hτ(2 − hτ)). Undefined where such steps are
 * unstable, and where they are so small that the grid would be too large. Kress, Linear Integral Equations (3rd ed. 2014), section 12.2.
 *
 * @throws RangeError unless τ and s are positive
 */
export function lawOfSteps(
  landscape: Landscape,
  { length: tau, spread: s }: NoisySteps,
): StationaryLaw | undefined {
  positive('length', tau);
  positive('spread', s);
  const { at } = landscape;
  const slope = (x: number) => (at(x + NEAR * s) - at(x - NEAR * s)) / (2 * NEAR * s);
  let [low, high] = reachOf(landscape, (FIRST * s * s) / (2 * tau));
  for (;;) {
    const n = 1 + Math.ceil((high - low) / (SPACING * s));
    if (!(n <= MOST_NODES)) return undefined;
    const spacing = (high - low) / (n - 1);
    const nodes = Array.from({ length: n }, (_, i) => low + i * spacing);
    // Of steps that leave the grid its ends stand for the rest, where they are seen.
    const means = nodes.map((x) => Math.min(high, Math.max(low, x - tau * slope(x))));
    const law = mixture(means, nodes, s);
    const heights = nodes.map(law.density);
    const least = NOTHING * Math.max(...heights);
    if (heights.every(Number.isFinite) && heights[0]! < least && heights.at(-1)! < least)
      return law;
    const room = (high - low) / 4;
    [low, high] = [low - room, high + room];
  }
}

/** The law whose weights on the nodes are those that steps to `means` keep. */
function mixture(means: readonly number[], nodes: readonly number[], s: number): StationaryLaw {
  const n = nodes.length;
  const steps = means.map((mean) => {
    const row = nodes.map((y) => Math.exp(-(((y - mean) / s) ** 2) / 2));
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((p) => p / total);
  });
  // (Pᵀ − 1) w = 0, its last row, which the others imply, being Σ w = 1.
  const A = nodes.map((_, j) =>
    nodes.map((_, i) => (j === n - 1 ? 1 : steps[i]![j]! - Number(i === j))),
  );
  const weights = solve(
    A,
    nodes.map((_, j) => Number(j === n - 1)),
  );
  const sum = (of: (z: number) => number, x: number) =>
    weights.reduce((total, w, i) => total + w * of((x - means[i]!) / s), 0);
  return {
    density: (x) => sum((z) => Math.exp((-z * z) / 2), x) / (s * Math.sqrt(2 * Math.PI)),
    below: (x) => sum(normalCdf, x),
  };
}
