import { integerAtLeast } from '../../core/check.ts';
import type { Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import {
  meanOf,
  rowsOf,
  type SquareMatrix,
  sandwich,
  timesTransposed,
} from '../../linalg/square-matrix.ts';
import { symmetricEigen } from '../../linalg/symmetric-eigen.ts';
import { type SharpnessOptions, sharpness } from '../spectrum/sharpness.ts';

/**
 * Stability in mean square of SGD at a minimum, for problems small enough to hold their Hessians.
 *
 * Near a minimum that fits every example, θ* = 0, SGD is θ ← (I − ηH_B) θ with the Hessian H_B of the
 * mini-batch, so Q = E[θθᵀ] follows the linear map
 *   Q ↦ E[(I − ηH_B) Q (I − ηH_B)] = (I − ηH) Q (I − ηH) + η²p ((1/n) Σᵢ Hᵢ Q Hᵢ − H Q H),
 * p = 1/B with replacement and (n − B)/(B(n − 1)) without. E‖θ‖² stays bounded while the spectral radius is at
 * most 1. Wu, Ma & E, How SGD selects the global minima in over-parameterized learning, NeurIPS 2018; the
 * exact threshold and p: Mulayoff & Michaeli, Exact mean square linear stability analysis for SGD, COLT 2024.
 */
export interface MeanSquare {
  /** Hᵢ of every example, dense and symmetric. Shape [n][P · P]. */
  readonly examples: readonly SquareMatrix[];
  /** The share p of the examples' own variance that a mini-batch keeps, in [0, 1]. */
  readonly p: number;
}

/** p, by which the covariance of an example is multiplied to give that of a mini-batch's mean. */
export function batchVariance(n: number, B: number, replacement: Replacement): number {
  integerAtLeast('n', n, 1);
  integerAtLeast('B', B, 1);
  if (replacement === 'with') return 1 / B;
  if (B > n) throw new RangeError(`invalid B; not in 1 … ${n}: ${B}`);
  return n === 1 ? 0 : (n - B) / (B * (n - 1));
}

/** How the rows of one mini-batch are drawn. */
export type Replacement = 'with' | 'without';

/** The map Q ↦ E[(I − ηH_B) Q (I − ηH_B)] as an operator on ℝ^{P·P}; a product costs 2(n + 2) P³ operations. */
export function meanSquareMap({ examples, p }: MeanSquare, eta: number): LinearOperator {
  const P = Math.round(Math.sqrt(examples[0]!.length));
  const H = meanOf(examples);
  const step = H.map((h, k) => (k % (P + 1) === 0 ? 1 : 0) - eta * h);
  return {
    dim: P * P,
    matvec(v) {
      const Q = Float64Array.from(v);
      const out = sandwich(step, Q, P);
      const minus = sandwich(H, Q, P);
      const own = new Float64Array(P * P);
      for (const Hi of examples) addTo(own, sandwich(Hi, Q, P));
      return out.map((x, k) => x + eta ** 2 * p * (own[k]! / examples.length - minus[k]!));
    },
    dispose() {},
  };
}

/**
 * The spectral radius of the map at η: E‖θ‖² grows by this factor a step, at most.
 *
 * The map takes positive semidefinite Q to such Q, so its radius is an eigenvalue of it (Krein & Rutman), and
 * as it is symmetric the largest one; by Lanczos, see sharpness. It is at least 1 where H is singular.
 */
export const meanSquareRadius = (
  problem: MeanSquare,
  eta: number,
  options: SharpnessOptions,
): Estimate => sharpness(meanSquareMap(problem, eta), options);

/** Eigenvalues of H below this share of the largest count as 0, for Hessians computed in double precision. */
const NULL = 1e-9;

/**
 * η_max, the largest rate that is stable in mean square: 2 over the largest eigenvalue of C⁺D, with
 *   C Q = (HQ + QH)/2 and D Q = (1 − p) HQH + (p/n) Σᵢ HᵢQHᵢ,
 * since the map is 1 − 2ηC + η²D. Mulayoff & Michaeli 2024. In H's eigenbasis C is diagonal, and Lanczos finds
 * the top of C^{−½}DC^{−½}; `interval` carries its residual over.
 *
 * NaN and not converged where H has negative eigenvalues: that is no minimum. 0 where some Hᵢ bends a
 * direction in which H does not: E‖θ‖² then grows at any rate. Costs n P³ operations a product.
 *
 * @throws RangeError as sharpness does
 */
export function meanSquareThreshold(problem: MeanSquare, options: SharpnessOptions): Estimate {
  const start = performance.now();
  const { values, operator, leaks, convex } = whitened(problem);
  const cost = () => ({ gradients: 0, hvps: 0, seconds: (performance.now() - start) / 1000 });
  if (!convex)
    return { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost: cost(), converged: false };
  if (leaks) return { value: 0, stderr: 0, cost: cost(), converged: true };
  if (values.every((value) => value === 0)) throw new RangeError('invalid examples; all zero');
  const top = sharpness(operator, options);
  return {
    value: 2 / top.value,
    stderr: (2 * top.stderr) / top.value ** 2,
    interval: [2 / (top.value + top.stderr), 2 / Math.max(0, top.value - top.stderr)],
    cost: cost(),
    converged: top.converged,
  };
}

/**
 * A rate up to which SGD contracts E‖θ‖² at every step, hence stable: 2 over the largest eigenvalue of
 * H^{−½}((1 − p)H² + (p/n) Σᵢ Hᵢ²)H^{−½}, from λ_max((I − ηH)² + η²pΣ) ≤ 1 with Σ = (1/n) Σᵢ Hᵢ² − H².
 *
 * The sufficient condition of Wu, Ma & E 2018; η_max is not below it. NaN where H has negative eigenvalues.
 */
export function contractingRate(problem: MeanSquare): number {
  const { values, examples, P, convex, leaks } = whitened(problem);
  if (!convex) return Number.NaN;
  if (leaks) return 0;
  const { p } = problem;
  const square = meanOf(examples.map((Hi) => timesTransposed(Hi, Hi, P)));
  const scale = values.map((value) => (value > 0 ? value ** -0.5 : 0));
  const both = square.map((x, k) => {
    const [a, b] = [Math.floor(k / P), k % P];
    const own = a === b ? (1 - p) * values[a]! ** 2 : 0;
    return (own + p * x) * scale[a]! * scale[b]!;
  });
  return 2 / symmetricEigen(rowsOf(both, P)).values.at(-1)!;
}

interface Whitened {
  readonly P: number;
  /** Eigenvalues of H, null ones 0. Shape [P]. */
  readonly values: readonly number[];
  /** Hᵢ in H's eigenbasis. */
  readonly examples: readonly SquareMatrix[];
  /** C^{−½} D C^{−½} */
  readonly operator: LinearOperator;
  /** Whether some Hᵢ is not 0 where H is. */
  readonly leaks: boolean;
  /** Whether no eigenvalue of H is negative. */
  readonly convex: boolean;
}

function whitened({ examples, p }: MeanSquare): Whitened {
  const P = Math.round(Math.sqrt(examples[0]!.length));
  const { values: raw, vectors } = symmetricEigen(rowsOf(meanOf(examples), P));
  const floor = NULL * Math.max(...raw.map(Math.abs));
  const values = raw.map((value) => (value > floor ? value : 0));
  // Rows are eigenvectors, so that V Hᵢ Vᵀ is Hᵢ in their basis.
  const V = Float64Array.from({ length: P * P }, (_, k) => vectors[k % P]![Math.floor(k / P)]!);
  const own = examples.map((Hi) => sandwich(V, Hi, P));
  const C = Float64Array.from({ length: P * P }, (_, k) => {
    const mean = (values[Math.floor(k / P)]! + values[k % P]!) / 2;
    return mean > 0 ? mean ** -0.5 : 0;
  });
  const flat = values.flatMap((value, i) => (value === 0 ? [i] : []));
  // Round-off in a null eigenvalue leaves entries of its square root's size.
  const large = Math.sqrt(NULL) * Math.max(...own.flatMap((Hi) => [largest(Hi)]));
  return {
    P,
    values,
    examples: own,
    operator: {
      dim: P * P,
      matvec(v) {
        const Q = C.map((c, k) => c * v[k]!);
        const sum = new Float64Array(P * P);
        for (const Hi of own) addTo(sum, sandwich(Hi, Q, P));
        return Q.map((q, k) => {
          const mean = (1 - p) * values[Math.floor(k / P)]! * values[k % P]! * q;
          return C[k]! * (mean + (p * sum[k]!) / own.length);
        });
      },
      dispose() {},
    },
    leaks: p > 0 && own.some((Hi) => flat.some((i) => Math.abs(Hi[i * P + i]!) > large)),
    convex: raw[0]! >= -floor,
  };
}

const largest = (A: SquareMatrix): number => A.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

function addTo(sum: Float64Array, x: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k]! += x[k]!;
}
