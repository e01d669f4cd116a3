import { InputError } from '../../core/error.ts';
import { dot } from '../../linalg/float64.ts';
import { solve } from '../../linalg/linear-system.ts';
import { symmetricEigen } from '../../linalg/symmetric-eigen.ts';

/** A least-squares solution. */
interface LeastNorm {
  /** The shortest of all minima, row-major. Shape [d, k]. */
  readonly weights: Float64Array;
  /** 1/(2n) ‖XW − Y‖² there. */
  readonly loss: number;
  /** λ, the largest eigenvalue of XᵀX/n. */
  readonly curvature: number;
}

/** Eigenvalues below this share of the largest count as 0: round-off of a Gram matrix is a few 1e-16 of it. */
const ZERO = 1e-12;

/**
 * The least-squares solution of least norm, X⁺Y, in float64: by the eigenvectors of the smaller of XᵀX and XXᵀ.
 *
 * Shapes: x [n, d] and y [n, k], row-major. Golub & Van Loan, Matrix Computations (4th ed. 2013), §5.5.
 */
export function leastNorm(x: Float64Array, y: Float64Array, n: number): LeastNorm {
  const d = x.length / n;
  const k = y.length / n;
  const weights = new Float64Array(d * k);
  const wide = n < d;
  const m = wide ? n : d;
  const at = wide
    ? (i: number, k: number) => x[i * d + k]!
    : (i: number, k: number) => x[k * d + i]!;
  const long = wide ? d : n;
  const gram = Array.from({ length: m }, (_, i) =>
    Float64Array.from({ length: m }, (_, j) => {
      let total = 0;
      for (let k = 0; k < long; k++) total += at(i, k) * at(j, k);
      return total;
    }),
  );
  const { values, vectors } = symmetricEigen(gram);
  const largest = Math.max(...values);
  for (const [j, value] of values.entries()) {
    if (!(value > ZERO * largest)) continue;
    const v = Float64Array.from({ length: m }, (_, i) => vectors[i]![j]!);
    // Xᵀu for an eigenvector u of XXᵀ, or v itself for one of XᵀX.
    const direction = wide ? timesRows(x, v, d) : v;
    // uᵀY, or vᵀXᵀY.
    const overlap = timesRows(y, wide ? v : timesColumns(x, v, n), k);
    for (let p = 0; p < d; p++)
      for (let o = 0; o < k; o++) weights[p * k + o]! += (overlap[o]! / value) * direction[p]!;
  }
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const outputs = timesRows(weights, x.subarray(i * d, (i + 1) * d), k);
    for (let o = 0; o < k; o++) loss += (outputs[o]! - y[i * k + o]!) ** 2 / (2 * n);
  }
  return { weights, loss, curvature: largest / n };
}

/** Xv for rows x [n, d]. */
const timesColumns = (x: Float64Array, v: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => dot(x.subarray(i * v.length, (i + 1) * v.length), v));

/** Xᵀa for rows x [n, d]. */
function timesRows(x: Float64Array, a: Float64Array, d: number): Float64Array {
  const total = new Float64Array(d);
  for (let i = 0; i < a.length; i++) for (let k = 0; k < d; k++) total[k]! += a[i]! * x[i * d + k]!;
  return total;
}

/** (1/n) Σᵢ log(1 + e^{−yᵢxᵢᵀw}). */
export const lossOfLogistic = (
  x: Float64Array,
  labels: readonly number[],
  w: Float64Array,
): number =>
  labels.reduce(
    (sum, y, i) =>
      sum + Math.log1p(Math.exp(-y * dot(x.subarray(i * w.length, (i + 1) * w.length), w))),
    0,
  ) / labels.length;

/** Newton's method takes some ten steps; far more means that there is no minimum. */
const MOST_STEPS = 100;

/**
 * The weights of least logistic loss on classes that overlap, by Newton's method in float64.
 *
 * @throws InputError where it finds none, as on few examples that happen to be separable
 */
export function logisticMinimum(x: Float64Array, labels: readonly number[]): Float64Array {
  const n = labels.length;
  const d = x.length / n;
  let w = new Float64Array(d);
  for (let step = 0; step < MOST_STEPS; step++) {
    const slope = new Array<number>(d).fill(0);
    const H = slope.map(() => new Array<number>(d).fill(0));
    for (const [i, y] of labels.entries()) {
      const row = x.subarray(i * d, (i + 1) * d);
      const p = 1 / (1 + Math.exp(y * dot(row, w)));
      for (let j = 0; j < d; j++) {
        slope[j]! -= (y * p * row[j]!) / n;
        for (let k = 0; k < d; k++) H[j]![k]! += (p * (1 - p) * row[j]! * row[k]!) / n;
      }
    }
    const move = solve(H, slope);
    const from = w;
    const least = lossOfLogistic(x, labels, from);
    // What a step gains at best; below round-off of the loss it cannot be seen there, and steps converge in square.
    const gain = dot(Float64Array.from(slope), Float64Array.from(move)) / 2;
    for (let share = 1; share > 1e-6; share /= 2) {
      w = from.map((wk, k) => wk - share * move[k]!);
      // Halved until the loss falls: Newton's step may go too far.
      if (gain <= 1e-12 * least || lossOfLogistic(x, labels, w) <= least) break;
    }
    if (Math.hypot(...move) <= 1e-9 * Math.hypot(...w)) return w;
  }
  throw new InputError(
    `the ${n} examples drawn are separable by ${d} weights, so the loss has no minimum: raise data.train, or give separable: true`,
  );
}
