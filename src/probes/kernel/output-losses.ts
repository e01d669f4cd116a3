import { dot } from '../../linalg/float64.ts';

/** A loss as a function of the outputs of examples, row-major, convex and with ∂²ℓ/∂f² ≤ 1. */
export interface OutputLoss {
  /** ∂ℓᵢ/∂f of each example. Shapes [nk], [nk] → [nk]. */
  slopes(f: Float64Array, y: Float64Array): Float64Array;
  /** Σᵢ ℓᵢ */
  sum(f: Float64Array, y: Float64Array): number;
  /** Whether slopes are f − y, so that the flow has a closed form. */
  readonly linear: boolean;
}

/** ½ Σₖ (fₖ − yₖ)² of each example. */
export const squaredError: OutputLoss = {
  slopes: (f, y) => f.map((x, i) => x - y[i]!),
  sum(f, y) {
    const r = f.map((x, i) => x - y[i]!);
    return dot(r, r) / 2;
  },
  linear: true,
};

/** −Σₖ yₖ log softmax(f)ₖ of each example of k outputs, y a probability. */
export const crossEntropy = (k: number): OutputLoss => ({
  slopes(f, y) {
    const out = new Float64Array(f.length);
    for (let i = 0; i < f.length; i += k) {
      const { most, total } = normaliser(f, i, k);
      for (let c = i; c < i + k; c++) out[c] = Math.exp(f[c]! - most) / total - y[c]!;
    }
    return out;
  },
  sum(f, y) {
    let sum = 0;
    for (let i = 0; i < f.length; i += k) {
      const { most, total } = normaliser(f, i, k);
      for (let c = i; c < i + k; c++) sum += y[c]! * (Math.log(total) + most - f[c]!);
    }
    return sum;
  },
  linear: false,
});

/** max f and Σ e^{f − max f} of the k outputs from i on. */
function normaliser(f: Float64Array, i: number, k: number) {
  let most = Number.NEGATIVE_INFINITY;
  for (let c = i; c < i + k; c++) most = Math.max(most, f[c]!);
  let total = 0;
  for (let c = i; c < i + k; c++) total += Math.exp(f[c]! - most);
  return { most, total };
}
