import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { dot } from '../../linalg/float64.ts';
import { formsOf } from '../../linalg/operator-algebra.ts';
import type { OperatorFamily } from '../operators/family.ts';
import type { SampleMean } from '../trace/sequential.ts';
import type { BatchDraws, BatchGradients } from './batch-gradients.ts';
import { meanOverBatches, ratioOverBatches } from './over-batches.ts';

export interface StepCurvatureOptions extends BatchDraws {
  /** s from g_B, the step of a mini-batch but for −η; absent: g_B itself. Shapes [P], [P]. */
  readonly step?: (gradient: Float64Array) => Float64Array;
}

/** E_B[sᵀA_Bs/(sᵀg_B)] and E_B[sᵀA_Bs]/E_B[sᵀg_B], whose stopping each is its own. */
export interface StepCurvature {
  readonly quotient: () => Estimate;
  readonly ratio: () => Estimate;
}

/**
 * The curvature of mini-batches along their own steps s, for a matrix A_B of each mini-batch: its Hessian or Gauss–Newton matrix.
 *
 * With s = g_B and A_B = H_B the mean of quotients is batch sharpness, as Andreyev & Beneventano, Edge of stochastic stability, 2024 (arXiv
 * 2412.20553), define it; the ratio of means is the other number of their code. With s = g_B + βv, v the velocity of
 * heavy ball, it is their batch sharpness of momentum: a step at −η changes its mini-batch's loss by η sᵀg_B (η/2 · quotient − 1) to second
 * order. Intervals at 95 %, see `meanOverBatches` and `ratioOverBatches`. sᵀg_B may come near 0 and change its sign where s is not g_B: the quotients then have
 * heavy tails, if any mean at all, and the ratio is the sounder. NaN, not converged, where one of them is 0. Costs a gradient and a form of
 * B rows a mini-batch.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxBatches an integer ≥ 2
 */
export function stepCurvature(
  gradients: BatchGradients,
  family: OperatorFamily,
  theta: Params,
  { batches, relativeError, maxBatches, step = (g) => g }: StepCurvatureOptions,
): StepCurvature {
  positive('relativeError', relativeError);
  integerAtLeast('maxBatches', maxBatches, 2);
  const pairs = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, k) => {
      const rows = batches(from + k);
      const g = gradients.at(rows);
      const s = step(g);
      const A = family.at(theta, rows);
      const form = formsOf(A, [s])[0]!;
      A.dispose();
      return [form, dot(s, g)] as const;
    });
  const timed = (found: () => SampleMean) => (): Estimate => {
    const start = performance.now();
    const { samples, ...mean } = found();
    return { ...mean, cost: costSince(start, { gradients: samples, hvps: samples }) };
  };
  return {
    quotient: timed(() =>
      meanOverBatches(maxBatches, relativeError, (from, to) =>
        pairs(from, to).map(([form, along]) => form / along),
      ),
    ),
    ratio: timed(() => ratioOverBatches(maxBatches, relativeError, pairs)),
  };
}
