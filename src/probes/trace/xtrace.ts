import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { bordered, projections } from '../../linalg/columns.ts';
import { dot, norm } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { extend } from '../../linalg/orthonormal.ts';
import { LEVEL, studentInterval } from '../../stats/student.ts';
import { summary } from '../../stats/summary.ts';
import type { TraceOptions } from './hutchinson.ts';
import { estimateUntil } from './sequential.ts';

/**
 * The tᵢ share most of their sketch and are correlated, so their standard deviation over √k is too small: over 200
 * seeds on seven spectra the spread of the estimate was 1.1–1.6 times it, and its 95 % interval covered 80–94 %.
 * With this factor, chosen by trial, 90–99 % on those of the tests.
 */
const CORRELATED = Math.SQRT2;

/**
 * tr A by XTrace: each of k vectors tests the sketch made from the other k − 1.
 *
 * With ωᵢ uniform on the sphere of radius √P and Qᵢ an orthonormal basis of A ωⱼ for all j ≠ i,
 *
 *   tᵢ = tr QᵢᵀAQᵢ + (P − k + 1)/‖μᵢ‖² · μᵢᵀ A μᵢ,  μᵢ = (I − QᵢQᵢᵀ) ωᵢ,
 *
 * the estimate is the mean of the tᵢ: Epperly, Tropp & Webber, SIAM J. Matrix Anal. Appl. 45 (2024) 1–23. All from
 * 2k products, since QᵢQᵢᵀ = Q (I − sᵢsᵢᵀ) Qᵀ with sᵢ the normalised i-th row of R⁻¹, A Ω = QR. `stderr` is the authors'
 * own error estimate, the standard deviation of the tᵢ over √k, times √2 (see CORRELATED), and `interval` the 95 %
 * Student interval with it. k grows by halves until stderr ≤ relativeError · |tr A|. Holds Q and
 * Ω: 16 k P bytes.
 *
 * Where A Ω loses rank, Q spans the range of A and the trace is exact but for round-off. Not converged if maxProbes products did not bring
 * the error down, or maxProbes is below 32, too few for an error. Where A is not finite the value is not either, and not
 * converged.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 2
 */
export function xtrace(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 2);
  const start = performance.now();
  let products = 0;
  const times = (v: Float64Array) => {
    products++;
    // A copy, since the operator may keep the array it returns.
    return new Float64Array(A.matvec(v));
  };
  const Q: Float64Array[] = [];
  // QᵀAQ
  let H: number[][] = [];
  const tests: TestVector[] = [];
  // More vectors than P leave no complement to test in.
  const limit = Math.min(Math.floor(maxProbes / 2), A.dim);
  return estimateUntil(A, limit, relativeError, (from, k) => {
    for (let i = from; i < k; i++) {
      const normals = random.fork('probe', i).normals(A.dim);
      const scale = Math.sqrt(A.dim) / norm(normals);
      const omega = normals.map((x) => x * scale);
      const y = times(omega);
      if (extend(Q, y)) {
        const q = Q.at(-1)!;
        H = bordered(H, projections(Q, times(q)));
        for (const test of tests) test.along.push(dot(q, test.omega));
      }
      const [along, column] = [projections(Q, omega), projections(Q, y)];
      tests.push({ omega, form: dot(omega, y), along, column });
    }
    const captured = H.reduce((sum, row, i) => sum + row[i]!, 0);
    const size = H.reduce((sum, row, i) => sum + Math.abs(row[i]!), 0);
    const cost = costSince(start, { hvps: products });
    if (Q.length < k) {
      const value = tests.every(({ form }) => Number.isFinite(form)) ? captured : Number.NaN;
      return { value, stderr: 0, interval: [value, value], size, cost, certain: true };
    }
    const { mean: value, stderr: own } = summary(leftOut(H, tests, A.dim));
    const stderr = CORRELATED * own;
    const interval = studentInterval(value, stderr, k - 1, LEVEL);
    return { value, stderr, interval, size, cost, certain: k === A.dim };
  });
}

/** One random vector ω with all that is needed of it, so that A ω need not be kept. */
interface TestVector {
  readonly omega: Float64Array;
  /** ωᵀA ω */
  readonly form: number;
  /** Qᵀ ω */
  readonly along: number[];
  /** QᵀA ω, the column of R; beyond its own place there is nothing. */
  readonly column: readonly number[];
}

/** The tᵢ, all from numbers of k × k. */
function leftOut(
  H: readonly (readonly number[])[],
  tests: readonly TestVector[],
  P: number,
): number[] {
  const k = tests.length;
  const captured = H.reduce((sum, row, i) => sum + row[i]!, 0);
  const form = (u: readonly number[]) => H.reduce((sum, row, i) => sum + u[i]! * dot(row, u), 0);
  return inverseRows(tests.map(({ column }) => column)).map((row, i) => {
    const { form: whole, along: w, column } = tests[i]!;
    const length = norm(row);
    const s = row.map((x) => x / length);
    const along = dot(s, w);
    // QᵢQᵢᵀ ωᵢ = Q c
    const c = w.map((x, j) => x - along * s[j]!);
    const cross = column.reduce((sum, x, j) => sum + x * c[j]!, 0);
    const rest = whole - 2 * cross + form(c);
    return captured - form(s) + ((P - k + 1) / (P - dot(c, c))) * rest;
  });
}

/** The rows of R⁻¹ for an upper triangular R, given by the columns down to the diagonal. */
function inverseRows(columns: readonly (readonly number[])[]): number[][] {
  const X = columns.map(() => new Array<number>(columns.length).fill(0));
  for (const [c, own] of columns.entries()) {
    X[c]![c] = 1 / own[c]!;
    for (let r = c - 1; r >= 0; r--) {
      let sum = 0;
      for (let j = r + 1; j <= c; j++) sum += columns[j]![r]! * X[j]![c]!;
      X[r]![c] = -sum / columns[r]![r]!;
    }
  }
  return X;
}
