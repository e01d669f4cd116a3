import { integerAtLeast } from '../../core/check.ts';
import type { Cost } from '../../core/estimate.ts';
import { norm } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { type EigenpairOptions, eigenpairs } from './eigenvalues.ts';

/** The eigenspace of the k largest eigenvalues, by an orthonormal basis and how far it may be turned. */
export interface Eigenspace {
  /** Unit eigenvectors, the largest eigenvalue first. Shape [k][P]. */
  readonly basis: readonly Float64Array[];
  /** The largest angle to the exact eigenspace, in [0, π/2]; π/2 where the gap does not bound it. */
  readonly angle: number;
  readonly cost: Cost;
}

/**
 * The eigenspace of the k = `top` largest *algebraic* eigenvalues of A, by thick-restarted Lanczos for k + 1 of them.
 *
 * With residuals R of the basis and the gap δ from its k-th eigenvalue down to the (k + 1)-th, the angle ϑ to the exact eigenspace has
 * sin ϑ ≤ ‖R‖/δ: the sin Θ theorem of Davis & Kahan, SIAM J. Numer. Anal. 7 (1970) 1–46, §2. ‖R‖ is bounded by the Frobenius norm of the
 * pairs' errors, round-off of A in them, and δ is less by the error of the (k + 1)-th. As everywhere in Lanczos, that no
 * eigenvalue was missed is not certified.
 *
 * @throws RangeError unless top is an integer in 1 … P − 1, and as `eigenpairs` does
 */
export function eigenspace(
  A: LinearOperator,
  { top: k, ...options }: Omit<EigenpairOptions, 'bottom'>,
): Eigenspace {
  integerAtLeast('top', k, 1);
  if (k >= A.dim) throw new RangeError(`invalid top; not below ${A.dim}: ${k}`);
  const { top } = eigenpairs(A, { ...options, top: k + 1 });
  const pairs = top.slice(0, k);
  const next = top[k];
  const basis = pairs.map(({ vector }) => vector);
  const cost = top[0]!.value.cost;
  const last = pairs.at(-1)!.value;
  const gap = next === undefined ? 0 : last.value - next.value.value - next.value.stderr;
  const sine = norm(pairs.map(({ value }) => value.stderr)) / gap;
  return { basis, angle: sine > 0 && sine < 1 ? Math.asin(sine) : Math.PI / 2, cost };
}
