import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { inner } from '../../engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import type { BatchDraws } from './batch-gradients.ts';
import { meanOverBatches } from './over-batches.ts';

/**
 * Batch sharpness E_B[g_Bᵀ H_B g_B / ‖g_B‖²], the curvature that a mini-batch's loss has along its own gradient.
 *
 * It is what settles at 2/η under SGD: Andreyev & Beneventano, Edge of stochastic stability, 2024 (arXiv
 * 2412.20553), their definition of batch sharpness. A mean over independent mini-batches, see
 * `meanOverBatches`. A mini-batch whose gradient is 0 has no such
 * direction, so the value is then NaN and not converged. Costs a gradient and an HVP of B rows a mini-batch.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxBatches an integer ≥ 2
 */
export function batchSharpness(
  objective: Pick<Objective, 'precision' | 'gradient' | 'hvp'>,
  theta: Params,
  { batches, relativeError, maxBatches }: BatchDraws,
  precision: Precision = objective.precision ?? 'single',
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxBatches', maxBatches, 2);
  const start = performance.now();
  const quotient = compile(([rows, ...q]) => {
    const { gradient } = objective.gradient(q, rows);
    return [inner(gradient, objective.hvp(q, gradient, rows)), inner(gradient, gradient)];
  }, precision);
  try {
    const { samples, ...mean } = meanOverBatches(maxBatches, relativeError, (from, to) =>
      Array.from({ length: to - from }, (_, k) => {
        const rows = indices(batches(from + k));
        const out = quotient([rows, ...theta]);
        const [curvature, length] = out.map((t) => read64(t)[0]!);
        dispose([rows, ...out]);
        return curvature! / length!;
      }),
    );
    return { ...mean, cost: costSince(start, { gradients: samples, hvps: samples }) };
  } finally {
    quotient.dispose();
  }
}
