import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { signFormsOf } from '../../linalg/operator-algebra.ts';
import { sampledMean } from './sequential.ts';

export interface TraceOptions {
  /** Requested standard error relative to the trace, > 0. */
  readonly relativeError: number;
  /** Products to spend at most, ≥ 2. */
  readonly maxProbes: number;
  readonly random: Rng;
}

/**
 * tr A by Hutchinson's estimator, (1/m) Σ zᵢᵀ A zᵢ with Rademacher zᵢ, until its standard error is small enough.
 *
 * Hutchinson, Commun. Stat. Simul. 18 (1989) 1059–1076; Var(zᵀAz) = 2(‖A‖²_F − Σ aᵢᵢ²). `interval` is
 * the 95 % Student interval over the random vectors. Not converged if maxProbes of them did not bring the standard
 * error to relativeError · |tr A|, or maxProbes is below 32, too few for a standard error. Where A is not finite the
 * value is not either, and not converged.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 2
 * @example
 * const H = hessian(objective, theta0);
 * const tr = trace(H, { relativeError: 0.05, maxProbes: 500, random: rng(0) });
 * console.log(withError(tr.value, tr.stderr), tr.cost.hvps); // 1113 ± 28 32
 */
export function trace(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 2);
  const start = performance.now();
  const { samples, ...mean } = sampledMean(maxProbes, relativeError, (from, to) =>
    signFormsOf(
      A,
      Array.from({ length: to - from }, (_, k) => random.fork('probe', from + k)),
    ),
  );
  return { ...mean, cost: costSince(start, { hvps: samples }) };
}
