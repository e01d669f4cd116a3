import { integerAtLeast, positive } from '../../core/check.ts';
import { type Cost, costSince } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { roundOffOf } from '../../linalg/round-off.ts';
import { type Outlier, outliers } from './outliers.ts';
import { type Quadrature, quadrature } from './quadrature.ts';
import { type SignShares, signShares } from './signs.ts';
import {
  distribution,
  heights,
  type SmoothedDistribution,
  type SmoothedHeights,
} from './smoothed.ts';

export interface DensityOptions {
  /** Requested error of the cumulative distribution, anywhere, in (0, ∞); 0.02 makes the figures of the docs. */
  readonly tolerance: number;
  /** Random start vectors at most, ≥ 2. */
  readonly maxProbes: number;
  /** Lanczos steps, and so products, per start vector at most, ≥ 1. */
  readonly maxIterations: number;
  /** Standard deviation of the smoothing as a share of the spectrum's span, > 0; 0.005, chosen by trial. */
  readonly width?: number;
  /** Smallest gap between bulk and outliers as a share of the spectrum's span, > 0; 0.04 = 8 widths, chosen by trial. */
  readonly gap?: number;
  /** Eigenvalues of at most this share of ‖A‖ count as zero, > 0; 1e-4, or twice round-off where that is more. */
  readonly zero?: number;
  readonly random: Rng;
}

/** The spectral density p(λ) = (1/P) Σᵢ δ(λ − λᵢ) of an operator, smoothed, as numbers on a grid. */
export interface SpectralDensity extends SmoothedDistribution, SmoothedHeights {
  /** P, the number of eigenvalues. */
  readonly dim: number;
  /** Gap that separates an outlier from the bulk, in units of λ. */
  readonly gap: number;
  /** Eigenvalues apart from the bulk, ascending; see `outliers`. */
  readonly outliers: readonly Outlier[];
  /** The quadrature of each start vector, unsmoothed. */
  readonly quadratures: readonly Quadrature[];
  /** Shares of negative and zero eigenvalues, and of those whose sign cannot be told. */
  readonly signs: SignShares;
  readonly cost: Cost;
  /** True if the Lanczos steps of every start vector settled and twice the error over them is within the tolerance. */
  readonly converged: boolean;
}

/** Start vectors before their spread is first evaluated: fewer are too few for it. */
const FIRST_VECTORS = 4;

/** Shares of the spectrum's span, chosen by trial. */
const WIDTH = 0.005;
const GAP = 0.04;
/** What counts as zero, a share of ‖A‖. */
export const ZERO = 1e-4;
/** Round-off moves an eigenvalue 0 to either side, and is not to move it to the end of what counts as zero. */
const ROOM = 2;

/**
 * The spectral density of A by stochastic Lanczos quadrature.
 *
 *   p(λ) ≈ (1/m) Σᵢ Σⱼ wᵢⱼ N(λ; θᵢⱼ, σ²)
 *
 * with nodes θᵢⱼ and weights wᵢⱼ of Lanczos from random signs zᵢ: Lin, Saad & Yang, SIAM Review 58 (2016) 34–65; Ubaru,
 * Chen & Saad, SIAM J. Matrix Anal. Appl. 38 (2017) 1075–1099; Ghorbani, Krishnan & Xiao, ICML 2019. Steps go on until
 * they change the smoothed distribution by at most tolerance/2 (see `quadrature`), and start vectors until twice their
 * standard error is at most the tolerance. Errors are over start vectors alone. Holds m vectors of P numbers for m steps.
 *
 * Where A is not finite the grid is empty and nothing has converged.
 *
 * @throws RangeError unless tolerance, width, gap and zero are in (0, ∞), maxProbes ≥ 2 and maxIterations ≥ 1 integers
 */
export function density(A: LinearOperator, options: DensityOptions): SpectralDensity {
  const {
    tolerance,
    maxProbes,
    maxIterations,
    width = WIDTH,
    gap = GAP,
    zero = ZERO,
    random,
  } = options;
  for (const [name, value] of Object.entries({ tolerance, width, gap, zero }))
    positive(name, value);
  integerAtLeast('maxProbes', maxProbes, 2);
  integerAtLeast('maxIterations', maxIterations, 1);
  const start = performance.now();
  const rules: Quadrature[] = [];
  const { share, products: tried } = roundOffOf(A);
  let products = tried;
  let settled = true;
  for (;;) {
    const z = Float64Array.from(random.fork('probe', rules.length).signs(A.dim));
    const limits = { tolerance: tolerance / 2, width, maxIterations, roundOff: share };
    const found = quadrature(A, z, limits);
    products += found.products;
    if (found.rule === undefined) return nothing(A.dim, products, start);
    rules.push(found.rule);
    settled &&= found.settled;
    if (rules.length < Math.min(FIRST_VECTORS, maxProbes)) continue;
    const seen = distribution(rules, width);
    const close =
      rules.length >= FIRST_VECTORS && 2 * Math.max(...seen.cumulativeError) <= tolerance;
    if (!close && rules.length < maxProbes) continue;
    const span = seen.width / width;
    const cost = costSince(start, { hvps: products });
    return {
      dim: A.dim,
      ...seen,
      ...heights(rules, seen),
      gap: gap * span,
      outliers: outliers(rules, span, gap * span),
      quadratures: rules,
      signs: signShares(rules, Math.max(zero, ROOM * share), { tolerance, cost }),
      cost,
      converged: settled && close,
    };
  }
}

function nothing(dim: number, products: number, start: number): SpectralDensity {
  const cost = costSince(start, { hvps: products });
  const none = { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
  return {
    dim,
    lambda: [],
    density: [],
    densityError: [],
    cumulative: [],
    cumulativeError: [],
    width: Number.NaN,
    gap: Number.NaN,
    outliers: [],
    quadratures: [],
    signs: { negative: none, zero: none, undecided: none },
    cost,
    converged: false,
  };
}
