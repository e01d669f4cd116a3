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
 * ‖A‖_F of a symmetric A: exact on the range of a sketch, by random signs on what is left.
 *
 * With Q an orthonormal basis of A S, S and G of k random signs in each column,
 *
 *   ‖A‖²_F ≈ ‖A Q‖²_F + (1/k) Σⱼ ‖A (I − QQᵀ) gⱼ‖²,
 *
 * which is Hutch++ (Meyer, Musco, Musco & Woodruff, SOSA 2021, Algorithm 1) of tr A², whose products here cost one of A, from 3k products.
 * Without Q it would be the mean of ‖A g‖², which where one eigenvalue carries the norm takes 1/(2 r²) products for a relative error r.
 * `stderr` is that of the square over 2 ‖A‖_F, and `interval` the root of the 95 % Student interval over the k terms. k grows by halves until stderr ≤
 * relativeError · ‖A‖_F. Holds Q, A Q, G and A G: 28 k P bytes.
 *
 * Not converged if maxProbes products did not bring the standard error down, or maxProbes is below 48. Where A is not finite the value is
 * not either, and not converged.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 3
 */
export function frobenius(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 3);
  const start = performance.now();
  let products = 0;
  // A copy, since the operator may keep the array it returns.
  const times = (v: Float64Array | Float32Array) => {
    products++;
    return new Float64Array(A.matvec(v));
  };
  const [Q, AQ]: [Float64Array[], Float64Array[]] = [[], []];
  // (AQ)ᵀAQ
  let H: number[][] = [];
  const tests: TestVector[] = [];
  return estimateUntil(A, Math.floor(maxProbes / 3), relativeError, (from, k) => {
    for (let j = from; j < k; j++) {
      if (extend(Q, times(random.fork('sketch', j).signs(A.dim)))) {
        const q = Q.at(-1)!;
        const Aq = times(q);
        AQ.push(Aq);
        H = bordered(H, projections(AQ, Aq));
        for (const { g, Ag, along, across } of tests) {
          along.push(dot(q, g));
          across.push(dot(Aq, Ag));
        }
      }
      const g = random.fork('probe', j).signs(A.dim);
      const Ag = times(g);
      const along = projections(Q, new Float64Array(g));
      tests.push({ g, Ag, square: dot(Ag, Ag), along, across: projections(AQ, Ag) });
    }
    const captured = H.reduce((sum, row, i) => sum + row[i]!, 0);
    // With c = Qᵀg, ‖A(I − QQᵀ)g‖² is ‖Ag‖² − 2 cᵀ(AQ)ᵀAg + cᵀ(AQ)ᵀAQ c.
    const rest = summary(
      tests.map(({ square, along: c, across }) => {
        const inside = H.reduce((sum, row, i) => sum + c[i]! * dot(row, c), 0);
        return Math.max(0, square - 2 * dot(c, across) + inside);
      }),
    );
    const value = Math.sqrt(captured + rest.mean);
    const root = (end: number) => Math.sqrt(captured + Math.max(0, end));
    return {
      value,
      stderr: value === 0 ? 0 : rest.stderr / (2 * value),
      interval: [root(rest.interval[0]), root(rest.interval[1])],
      size: value,
      cost: costSince(start, { hvps: products }),
    };
  });
}

/** One random vector g with its product. */
interface TestVector {
  readonly g: Float32Array;
  readonly Ag: Float64Array;
  /** ‖A g‖² */
  readonly square: number;
  /** Qᵀ g */
  readonly along: number[];
  /** (AQ)ᵀA g */
  readonly across: number[];
}
