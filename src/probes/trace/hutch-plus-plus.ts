import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { bordered, projections } from '../../linalg/columns.ts';
import { dot } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { extend } from '../../linalg/orthonormal.ts';
import { summary } from '../../stats/summary.ts';
import type { TraceOptions } from './hutchinson.ts';
import { estimateUntil } from './sequential.ts';

/**
 * tr A by Hutch++: exact on the range of a sketch, Hutchinson's estimator on what is left.
 *
 * With Q an orthonormal basis of A S, S and G of k random signs in each column,
 *
 *   tr A ≈ tr QᵀAQ + (1/k) Σⱼ gⱼᵀ (I − QQᵀ) A (I − QQᵀ) gⱼ
 *
 * from 3k products: Meyer, Musco, Musco & Woodruff, SOSA 2021, Algorithm 1. Far better than Hutchinson's where few
 * eigenvalues carry most of ‖A‖_F, and √3 worse in standard deviation where none stand out. Given Q the k terms
 * are independent: `stderr` and the 95 % Student interval are theirs. k grows by halves, and every product so far
 * is used again, until stderr ≤ relativeError · |tr A|. Holds Q and, in float32, G: 12 k P bytes.
 *
 * Not converged if maxProbes products did not bring the standard error down, or maxProbes is below 48, too few for a
 * standard error. Where A is not finite the value is not either, and not converged.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 3
 */
export function hutchPlusPlus(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 3);
  const start = performance.now();
  let products = 0;
  const times = (v: Float64Array | Float32Array) => {
    products++;
    return A.matvec(v);
  };
  const Q: Float64Array[] = [];
  // QᵀAQ
  let H: number[][] = [];
  const tests: TestVector[] = [];
  return estimateUntil(A, Math.floor(maxProbes / 3), relativeError, (from, k) => {
    for (let j = from; j < k; j++) {
      if (extend(Q, times(random.fork('sketch', j).signs(A.dim)))) {
        const q = Q.at(-1)!;
        const Aq = times(q);
        H = bordered(H, projections(Q, Aq));
        for (const { g, along, across } of tests) {
          along.push(dot(q, g));
          across.push(dot(Aq, g));
        }
      }
      const g = random.fork('probe', j).signs(A.dim);
      const Ag = times(g);
      const along = projections(Q, new Float64Array(g));
      tests.push({ g, form: dot(g, Ag), along, across: projections(Q, Ag) });
    }
    const captured = H.reduce((sum, row, i) => sum + row[i]!, 0);
    // With c = Qᵀg, the form of (I − QQᵀ) g is gᵀAg − 2 cᵀQᵀAg + cᵀQᵀAQ c.
    const { mean, stderr, interval } = summary(
      tests.map(({ form, along: c, across }) => {
        const inside = H.reduce((sum, row, i) => sum + c[i]! * dot(row, c), 0);
        return form - 2 * dot(c, across) + inside;
      }),
    );
    return {
      value: captured + mean,
      stderr,
      interval: [captured + interval[0], captured + interval[1]],
      size: H.reduce((sum, row, i) => sum + Math.abs(row[i]!), Math.abs(mean)),
      cost: costSince(start, { hvps: products }),
    };
  });
}

/** One random vector g with all that is needed of it, so that A g need not be kept. */
interface TestVector {
  readonly g: Float32Array;
  /** gᵀA g */
  readonly form: number;
  /** Qᵀ g */
  readonly along: number[];
  /** QᵀA g */
  readonly across: number[];
}
