import { costSince, type Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { formsOf } from '../../linalg/operator-algebra.ts';
import { roundOffOf } from '../../linalg/round-off.ts';

/** Unit vectors at a time, so that memory stays at 64 P numbers; a multiple of how many forms share a graph. */
const CHUNK = 64;

/** The diagonal of A, entry by entry: aⱼⱼ = eⱼᵀ A eⱼ from P forms, or products where there are no forms. Shape [P]. */
export function diagonal(A: LinearOperator): Float64Array {
  const out = new Float64Array(A.dim);
  for (let from = 0; from < A.dim; from += CHUNK) {
    const count = Math.min(CHUNK, A.dim - from);
    const units = Array.from({ length: count }, (_, j) => {
      const unit = new Float32Array(A.dim);
      unit[from + j] = 1;
      return unit;
    });
    out.set(formsOf(A, units), from);
  }
  return out;
}

/** Round-off up to this share of ‖A‖ leaves a trace the digits that it is said to have. */
const EXACT = 1e-3;

/**
 * tr A as the sum of its diagonal; for small networks, since it costs P forms.
 *
 * Its error is round-off alone: `stderr` is ε Σ |aⱼⱼ|, with ε the share that A says, and the trace within it for certain.
 * Not converged where ε > 1e-3 or A is not finite.
 */
export function exactTrace(A: LinearOperator): Estimate {
  const start = performance.now();
  const entries = diagonal(A);
  const value = entries.reduce((sum, x) => sum + x, 0);
  const { share, products } = roundOffOf(A);
  const stderr = share * entries.reduce((sum, x) => sum + Math.abs(x), 0);
  return {
    value,
    stderr,
    interval: [value - stderr, value + stderr],
    bounds: [value - stderr, value + stderr],
    cost: costSince(start, { hvps: A.dim + products }),
    converged: Number.isFinite(value) && share <= EXACT,
  };
}
