import type { Cost, Estimate } from '../../core/estimate.ts';
import { summary } from '../../stats/summary.ts';
import type { Quadrature } from './quadrature.ts';

/** Shares of the eigenvalues by sign; what is left of 1 is positive for certain. */
export interface SignShares {
  /** Below zero for certain. */
  readonly negative: Estimate;
  /** Zero for certain. */
  readonly zero: Estimate;
  /** Of these the Lanczos steps do not tell the sign. */
  readonly undecided: Estimate;
}

/**
 * Which shares of the eigenvalues are negative, zero, and of a sign that cannot be told, from quadratures.
 *
 * An eigenvalue counts as zero where |λ| ≤ z = `zero` · ‖A‖. A node θ with residual r stands for eigenvalues around it: of
 * the square of its Ritz vector at most (r/d)² lies d or further away (Chebyshev), so that this share of its weight, with
 * d = ||θ| − z| the distance to where the sign is another, is undecided, and the rest has the sign of θ.
 *
 * `value` is what is certain of a mean over start vectors; the 95 % interval goes from the lower end of that mean's
 * Student interval to the upper end of the mean with all that is undecided. Converged where twice the standard error over
 * start vectors, and what is undecided, are at most `tolerance`; what is undecided itself, where its error is.
 */
export function signShares(
  rules: readonly Quadrature[],
  zero: number,
  { tolerance, cost }: { readonly tolerance: number; readonly cost: Cost },
): SignShares {
  const found = rules.map((rule) => sorted(rule, zero));
  const open = found.map((own) => own.undecided);
  const decided = summary(open).mean <= tolerance;
  const within = (share: number) => Math.min(1, Math.max(0, share));
  const estimate = (least: readonly number[], most: readonly number[]): Estimate => {
    const [low, high] = [summary(least), summary(most)];
    const close = 2 * Math.max(low.stderr, high.stderr) <= tolerance;
    return {
      value: low.mean,
      stderr: low.stderr,
      interval: [within(low.interval[0]), within(high.interval[1])],
      bounds: [low.mean, high.mean],
      cost,
      converged: close && (least === open || decided),
    };
  };
  const share = (name: 'negative' | 'zero') =>
    estimate(
      found.map((own) => own[name]),
      found.map((own) => own[name] + own.undecided),
    );
  return { negative: share('negative'), zero: share('zero'), undecided: estimate(open, open) };
}

/** What one start vector sees of each kind. */
function sorted({ nodes, weights, residuals }: Quadrature, zero: number) {
  const z = zero * Math.max(...nodes.map(Math.abs));
  const out = { negative: 0, zero: 0, undecided: 0 };
  for (const [j, node] of nodes.entries()) {
    const isZero = Math.abs(node) <= z;
    const distance = Math.abs(Math.abs(node) - z);
    const r = residuals[j]!;
    const astray = r === 0 ? 0 : Math.min(1, (r / distance) ** 2);
    out.undecided += weights[j]! * astray;
    const certain = weights[j]! * (1 - astray);
    if (isZero) out.zero += certain;
    else if (node < 0) out.negative += certain;
  }
  return out;
}
