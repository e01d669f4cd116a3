import { costSince, type Estimate, exact } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { formsOf } from '../../linalg/operator-algebra.ts';

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

/** tr A as the sum of its diagonal, without an error but round-off; for small networks, since it costs P forms. */
export function exactTrace(A: LinearOperator): Estimate {
  const start = performance.now();
  const value = diagonal(A).reduce((sum, x) => sum + x, 0);
  return exact(value, costSince(start, { hvps: A.dim }));
}
