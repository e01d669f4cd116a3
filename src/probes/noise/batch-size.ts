import { dot } from '../../linalg/float64.ts';
import type { GradientNoise } from './gradient-noise.ts';

/** Least bounds at which tests of a batch size are passed. */
export interface BatchSizeTests {
  /** √(E‖g_B − ḡ‖²)/‖ḡ‖ */
  readonly norm: number;
  /** √(E(g_Bᵀḡ − ‖ḡ‖²)²)/‖ḡ‖² */
  readonly innerProduct: number;
  /** √(E‖(I − ḡḡᵀ/‖ḡ‖²) g_B‖²)/‖ḡ‖ */
  readonly orthogonality: number;
}

/**
 * How far the gradient g_B of a mini-batch of B, drawn with replacement, is from the gradient ḡ of all n examples.
 *
 * Each is the least bound at which a test of the batch size is passed: θ of the norm test (Byrd, Chin, Nocedal & Wu, Mathematical Programming 134 (2012)
 * 127–155, §3), θ of the inner product test and ν of the orthogonality test (Bollapragada, Byrd & Nocedal, SIAM J. Optim. 28 (2018) 3312–3343, eqs. 2.6 and 3.3).
 * With C the covariance of the gradients, divided by n, and `along` = ḡᵀCḡ they are √(tr C/B)/‖ḡ‖, √(ḡᵀCḡ/B)/‖ḡ‖² and what is left of the first:
 * norm² = innerProduct² + orthogonality². The batch size at which a bound b is just met is B (norm/b)². ∞ where ḡ = 0.
 */
export function batchSizeTests(
  { mean, trace }: Pick<GradientNoise, 'mean' | 'trace'>,
  along: number,
  B: number,
): BatchSizeTests {
  const square = dot(mean, mean);
  const norm = trace.value / B / square;
  const inner = Math.max(0, along) / B / square ** 2;
  return {
    norm: Math.sqrt(norm),
    innerProduct: Math.sqrt(inner),
    orthogonality: Math.sqrt(Math.max(0, norm - inner)),
  };
}

/**
 * The evidence for stopping of Mahsereci, Balles, Lassner & Hennig (Early stopping without a validation set, 2017, arXiv 1703.09580, eq. 7) over all n
 * examples, 1 − (n/P) Σⱼ ḡⱼ²/σ̂ⱼ², with σ̂² = diag C · n/(n − 1): above 0 the gradient is no larger than examples drawn from a population without
 * one would make it.
 *
 * The mean over the parameters whose gradients differ among examples; NaN where there are none. `variance` is diag C with 1/n. Shapes [P].
 */
export function stoppingEvidence(
  { mean, variance }: Pick<GradientNoise, 'mean' | 'variance'>,
  n: number,
): number {
  let [ratios, counted] = [0, 0];
  for (let j = 0; j < mean.length; j++) {
    if (variance[j]! === 0) continue;
    ratios += mean[j]! ** 2 / variance[j]!;
    counted++;
  }
  return 1 - ((n - 1) * ratios) / counted;
}

/**
 * η tr C/L, the batch size at which the expected fall of the loss for the cost of a step is about the largest, where the lowest loss is 0.
 *
 * Balles, Romero & Hennig, Coupling adaptive batch sizes with learning rates, UAI 2017, eq. 22.
 */
export const coupledBatchSize = (rate: number, noiseTrace: number, loss: number): number =>
  (rate * noiseTrace) / loss;
