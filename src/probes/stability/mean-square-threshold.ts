import { costSince, type Estimate } from '../../core/estimate.ts';
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
import { type MeanSquare, sumOverExamples } from './mean-square.ts';

/** Eigenvalues of H below this share of the largest count as 0, for Hessians computed in double precision. */
const NULL = 1e-9;

/**
 * η_max, the largest rate that is stable in mean square: 2 over the largest eigenvalue of C⁺D, with
 *   C Q = (HQ + QH)/2 and D Q = (1 − κ) HQH + (κ/n) Σᵢ HᵢQHᵢ,
 * since the map is 1 − 2ηC + η²D. Mulayoff & Michaeli 2024. In H's eigenbasis C is diagonal, and Lanczos finds
 * the top of C^{−½}DC^{−½}; `interval` carries its residual over.
 *
 * NaN and not converged where H has negative eigenvalues: that is no minimum. 0 where some Hᵢ has curvature in a
 * direction in which H has none: E‖θ‖² then grows at any rate. Costs n P³ operations a product.
 *
 * @throws RangeError as sharpness does
 */
export function meanSquareThreshold(problem: MeanSquare, options: SharpnessOptions): Estimate {
  const start = performance.now();
  const { values, operator, leaks, convex } = whitened(problem);
  const cost = () => costSince(start, {});
  if (!convex)
    return { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost: cost(), converged: false };
  if (leaks) return { value: 0, stderr: 0, cost: cost(), converged: true };
  if (values.every((value) => value === 0)) throw new RangeError('invalid examples; all zero');
  const top = sharpness(operator, options);
  const ends = [2 / (top.value + top.stderr), 2 / Math.max(0, top.value - top.stderr)] as const;
  return {
    value: 2 / top.value,
    stderr: (2 * top.stderr) / top.value ** 2,
    interval: ends,
    bounds: ends,
    cost: cost(),
    converged: top.converged,
  };
}

/**
 * A rate up to which SGD contracts E‖θ‖² at every step, hence stable: 2 over the largest eigenvalue of
 * H^{−½}((1 − κ)H² + (κ/n) Σᵢ Hᵢ²)H^{−½}, from λ_max((I − ηH)² + η²κΣ) ≤ 1 with Σ = (1/n) Σᵢ Hᵢ² − H².
 *
 * The sufficient condition of Wu, Ma & E 2018; η_max is not below it. NaN where H has negative eigenvalues.
 */
export function contractingRate(problem: MeanSquare): number {
  const { values, examples, P, convex, leaks } = whitened(problem);
  if (!convex) return Number.NaN;
  if (leaks) return 0;
  const { kappa } = problem;
  const square = meanOf(examples.map((Hi) => timesTransposed(Hi, Hi, P)));
  const scale = values.map((value) => (value > 0 ? value ** -0.5 : 0));
  const both = square.map((x, k) => {
    const [a, b] = [Math.floor(k / P), k % P];
    const own = a === b ? (1 - kappa) * values[a]! ** 2 : 0;
    return (own + kappa * x) * scale[a]! * scale[b]!;
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

function whitened({ examples, kappa, negligible = NULL }: MeanSquare): Whitened {
  const P = Math.round(Math.sqrt(examples[0]!.length));
  const { values: raw, vectors } = symmetricEigen(rowsOf(meanOf(examples), P));
  const floor = negligible * Math.max(...raw.map(Math.abs));
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
  const large = Math.sqrt(negligible) * Math.max(...own.flatMap((Hi) => [largest(Hi)]));
  return {
    P,
    values,
    examples: own,
    operator: {
      dim: P * P,
      matvec(v) {
        const Q = C.map((c, k) => c * v[k]!);
        const sum = sumOverExamples(own, Q, P);
        return Q.map((q, k) => {
          const mean = (1 - kappa) * values[Math.floor(k / P)]! * values[k % P]! * q;
          return C[k]! * (mean + (kappa * sum[k]!) / own.length);
        });
      },
      dispose() {},
    },
    leaks: kappa > 0 && own.some((Hi) => flat.some((i) => Math.abs(Hi[i * P + i]!) > large)),
    convex: raw[0]! >= -floor,
  };
}

const largest = (A: SquareMatrix): number => A.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
