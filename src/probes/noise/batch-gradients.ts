import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import { gradientAt } from '../../objective/gradient-at.ts';
import type { Objective } from '../../objective/objective.ts';

/** How mini-batches are drawn and how many, for a mean over them. */
export interface BatchDraws {
  /** Rows of the k-th mini-batch, independent of the others. */
  readonly batches: (k: number) => Int32Array;
  /** Requested standard error relative to the value, > 0. */
  readonly relativeError: number;
  /** Mini-batches at most, ≥ 2. */
  readonly maxBatches: number;
}

/** The gradients g_B = ∇L_B(θ) of mini-batches at one point. */
export interface BatchGradients {
  /** ḡ = ∇L(θ). Shape [P]. */
  readonly mean: Float64Array;
  /** g_B, with B these rows. Shape [P]. */
  at(rows: Int32Array): Float64Array;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** The mini-batch gradients of an objective at θ, which must stay alive; costs a gradient now, and one of its rows for each. */
export function batchGradients(
  objective: Pick<Objective, 'precision' | 'gradient'>,
  theta: Params,
  precision: Precision = objective.precision ?? 'single',
): BatchGradients {
  const mean = gradientAt(objective, theta, precision);
  const part = compile(([rows, ...q]) => objective.gradient(q, rows).gradient, precision);
  return {
    mean,
    at(rows) {
      const on = indices(rows);
      const out = part([on, ...theta]);
      const flat = flatten64(out);
      dispose([on, ...out]);
      return flat;
    },
    dispose: part.dispose,
  };
}
