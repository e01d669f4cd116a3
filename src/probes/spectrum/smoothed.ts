import { summary } from '../../stats/summary.ts';
import { cumulative, type Quadrature, spanOf } from './quadrature.ts';

/** The distribution of eigenvalues, each spread by a normal, as numbers on a grid. */
export interface SmoothedDistribution {
  /** A quarter of a width apart, or 4,000 points where that is fewer; four widths beyond the outermost node. Shape [g]. */
  readonly lambda: readonly number[];
  /** Smoothed share of eigenvalues at or below λ, in [0, 1]. Shape [g]. */
  readonly cumulative: readonly number[];
  /** Standard error of it over start vectors. Shape [g]. */
  readonly cumulativeError: readonly number[];
  /** Standard deviation σ of the normal that each eigenvalue is spread by, in units of λ. */
  readonly width: number;
}

/** The density of eigenvalues on the grid of their distribution. */
export interface SmoothedHeights {
  /** Smoothed density, whose integral is 1. In units of 1/λ. Shape [g]. */
  readonly density: readonly number[];
  /** Standard error of the density over start vectors. Shape [g]. */
  readonly densityError: readonly number[];
}

/** Enough for any figure. */
const MOST_POINTS = 4000;

/** The mean of the smoothed distributions of several start vectors; `share` is the width over the spectrum's span. */
export function distribution(rules: readonly Quadrature[], share: number): SmoothedDistribution {
  const ends = rules.flatMap(({ nodes }) => [nodes[0]!, nodes.at(-1)!]).sort((a, b) => a - b);
  const width = share * spanOf(ends);
  const low = ends[0]! - 4 * width;
  const length = ends.at(-1)! + 4 * width - low;
  const step = Math.max(width / 4, length / (MOST_POINTS - 1));
  const lambda = Array.from({ length: Math.ceil(length / step) + 1 }, (_, i) => low + i * step);
  const shares = lambda.map((x) => summary(rules.map((rule) => cumulative(rule, x, width))));
  return {
    lambda,
    cumulative: shares.map((s) => s.mean),
    cumulativeError: shares.map((s) => s.stderr),
    width,
  };
}

/** The mean of the smoothed densities of several start vectors, (1/m) Σᵢ Σⱼ wᵢⱼ N(λ; θᵢⱼ, σ²), on this grid. */
export function heights(
  rules: readonly Quadrature[],
  { lambda, width }: Pick<SmoothedDistribution, 'lambda' | 'width'>,
): SmoothedHeights {
  const found = lambda.map((x) => summary(rules.map((rule) => heightAt(rule, x, width))));
  return { density: found.map((s) => s.mean), densityError: found.map((s) => s.stderr) };
}

function heightAt({ nodes, weights }: Quadrature, x: number, sigma: number): number {
  let total = 0;
  for (const [j, node] of nodes.entries())
    total += weights[j]! * Math.exp(-0.5 * ((x - node) / sigma) ** 2);
  return total / (sigma * Math.sqrt(2 * Math.PI));
}
