import { integerAtLeast } from '../../core/check.ts';
import { addCosts, costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { formsOf } from '../../linalg/operator-algebra.ts';
import type { Objective } from '../../objective/objective.ts';
import { summary } from '../../stats/summary.ts';

export interface NoiseCurvatureOptions {
  /** ḡ = ∇L(θ). Shape [P]. */
  readonly mean: Float64Array;
  /** Examples to take, 2 … n; all n make the value exact. */
  readonly examples: number;
  readonly random: Rng;
}

/**
 * tr(AC) = (1/n) Σᵢ (gᵢ − ḡ)ᵀ A (gᵢ − ḡ), the curvature A that the gradient noise C meets.
 *
 * With A = ∇²L, half of η²/B times it is what the noise of a step of SGD adds to the loss; it is the escaping
 * indicator Tr(HΣ) of Zhu et al., The anisotropic noise in stochastic gradient descent, ICML 2019. A mean over
 * examples drawn without replacement; its standard error s √((1 − m/n)/m) and Student interval are over them.
 *
 * Costs a gradient of one row and a form vᵀAv (an HVP of all n) an example.
 *
 * @throws RangeError unless examples is an integer in 2 … n
 */
export function noiseCurvature(
  objective: Pick<Objective, 'examples' | 'precision' | 'gradient'>,
  A: LinearOperator,
  theta: Params,
  { mean, examples: m, random }: NoiseCurvatureOptions,
  precision: Precision = objective.precision ?? 'single',
): Estimate {
  const { examples: n } = objective;
  integerAtLeast('examples', m, Math.min(2, n));
  if (m > n) throw new RangeError(`invalid examples; not at most ${n}: ${m}`);
  const start = performance.now();
  const gradient = compile(([row, ...q]) => objective.gradient(q, row).gradient, precision);
  const chosen = random.fork('examples').permutation(n).subarray(0, m);
  let forms: number[];
  try {
    forms = Array.from(chosen, (row) => {
      const at = indices(Int32Array.of(row));
      const out = gradient([at, ...theta]);
      const away = flatten64(out).map((x, j) => x - mean[j]!);
      dispose([at, ...out]);
      return formsOf(A, [away])[0]!;
    });
  } finally {
    gradient.dispose();
  }
  const cost = costSince(start, { gradients: m, hvps: m });
  const { mean: value, stderr, interval } = summary(forms);
  if (m === n) return { value, stderr: 0, cost, converged: Number.isFinite(value) };
  const narrow = Math.sqrt(1 - m / n);
  return {
    value,
    stderr: stderr * narrow,
    interval: [value + (interval[0] - value) * narrow, value + (interval[1] - value) * narrow],
    cost,
    converged: Number.isFinite(value),
  };
}

/**
 * P tr(AC)/(tr A · tr C), how much more curvature the noise meets than isotropic noise of the same trace would.
 *
 * 1 for noise without preference, P λ/tr A at most. The comparison with Σ̄ = (tr Σ/P) I is that of Zhu et al. 2019.
 * Errors of the three add in quadrature. Not converged where one of the three is not, without noise, or where tr A lies
 * within two standard errors of 0: negative curvature then makes the ratio meaningless, as at the start of training.
 */
export function alignment(
  product: Estimate,
  { dim, traceA, traceC }: { dim: number; traceA: Estimate; traceC: Estimate },
): Estimate {
  const parts = [product, traceA, traceC];
  const isotropic = (traceA.value * traceC.value) / dim;
  const value = product.value / isotropic;
  const error = Math.hypot(
    product.stderr,
    ...[traceA, traceC].map((e) => (product.value * e.stderr) / e.value),
  );
  return {
    value,
    stderr: error / Math.abs(isotropic),
    cost: addCosts(...parts.map((e) => e.cost)),
    converged:
      parts.every((e) => e.converged) && traceA.value > 2 * traceA.stderr && Number.isFinite(value),
  };
}
