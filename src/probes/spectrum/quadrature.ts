import { normalCdf } from '../../core/normal.ts';
import type { KrylovSpace } from '../../linalg/krylov-space.ts';
import { krylovSpace } from '../../linalg/lanczos.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { tridiagonalEigen } from '../../linalg/tridiagonal.ts';

/** The spectral measure of A for one start vector v: Σⱼ wⱼ f(θⱼ) ≈ vᵀ f(A) v / ‖v‖². */
export interface Quadrature {
  /** Ritz values, ascending. Shape [m]. */
  readonly nodes: readonly number[];
  /** Squared first entries of the eigenvectors of T; they add to 1. Shape [m]. */
  readonly weights: readonly number[];
  /** ‖A y − θ y‖ of the Ritz vectors: an eigenvalue lies that near to the node. Shape [m]. */
  readonly residuals: readonly number[];
}

/** Steps before the first comparison, and the growth between comparisons, chosen by trial. */
const FIRST = 20;
const GROWTH = 1.5;

/**
 * Gauss quadrature of the spectral measure of one start vector by Lanczos, until more steps change little.
 *
 * Golub & Meurant, Matrices, Moments and Quadrature with Applications (2010). Steps grow by halves until the
 * distributions before and after, smoothed to `width` × the span of the nodes, differ by at most `tolerance` anywhere,
 * or an invariant subspace is found. `settled` is false if maxIterations came first; `rule` is undefined where A
 * is not finite.
 */
export function quadrature(
  A: LinearOperator,
  start: Float64Array,
  limits: {
    readonly tolerance: number;
    readonly width: number;
    readonly maxIterations: number;
    /** The share by which products of A may be off. */
    readonly roundOff: number;
  },
): { readonly rule: Quadrature | undefined; readonly products: number; readonly settled: boolean } {
  const { tolerance, width, maxIterations, roundOff } = limits;
  const space = krylovSpace(A, start, roundOff);
  let rule: Quadrature | undefined;
  try {
    for (let next = FIRST; ; next = Math.ceil(GROWTH * next)) {
      space.extend(Math.min(next, maxIterations));
      const products = space.diagonal.length;
      if (!Number.isFinite(space.beta)) return { rule: undefined, products, settled: false };
      const now = ruleOf(space);
      const sigma = width * spanOf(now.nodes);
      const close = rule !== undefined && difference(rule, now, sigma) <= tolerance;
      rule = now;
      const { exhausted } = space;
      if (exhausted || close || products >= maxIterations)
        return { rule, products, settled: exhausted || close };
    }
  } finally {
    space.dispose();
  }
}

/** Width of the values' range, or their size where there is one only; 1 where that is 0. */
export function spanOf(sorted: readonly number[]): number {
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  return high - low || Math.abs(high) || 1;
}

/** Share of the measure at or below x, each node spread by a normal of standard deviation sigma; a step where it is 0. */
export function cumulative({ nodes, weights }: Quadrature, x: number, sigma: number): number {
  let total = 0;
  for (const [j, node] of nodes.entries())
    total += weights[j]! * (sigma > 0 ? normalCdf((x - node) / sigma) : Number(node <= x));
  return total;
}

function ruleOf({ diagonal, offDiagonal, beta }: KrylovSpace): Quadrature {
  const { values, vectors } = tridiagonalEigen(diagonal, offDiagonal);
  return {
    nodes: values,
    weights: vectors[0]!.map((s) => s * s),
    residuals: vectors.at(-1)!.map((s) => beta * Math.abs(s)),
  };
}

/** The largest difference of two smoothed distributions, evaluated at the nodes of both. */
const difference = (a: Quadrature, b: Quadrature, sigma: number): number =>
  Math.max(
    ...[...a.nodes, ...b.nodes].map((x) =>
      Math.abs(cumulative(a, x, sigma) - cumulative(b, x, sigma)),
    ),
  );
