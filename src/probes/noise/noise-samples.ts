import { integerAtLeast } from '../../core/check.ts';
import { type Cost, costSince } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import { dot, norm } from '../../linalg/float64.ts';
import type { Objective } from '../../objective/objective.ts';

export interface NoiseSampleOptions {
  /** ḡ = ∇L(θ). Shape [P]. */
  readonly mean: Float64Array;
  /** Rows of the k-th mini-batch. */
  readonly batches: (k: number) => Int32Array;
  /** m, mini-batches to draw, ≥ 1. */
  readonly draws: number;
  /** s, fixed random directions to project on, ≥ 1. */
  readonly directions: number;
  readonly random: Rng;
}

/** Draws of the gradient noise ξ = g_B − ∇L, reduced to what tail indices need. */
export interface NoiseSamples {
  /** ‖ξ‖ of each draw. Shape [m]. */
  readonly norms: Float64Array;
  /** zᵀξ/√P along each of s Rademacher directions. Shape [s][m]. */
  readonly projections: readonly Float64Array[];
  readonly cost: Cost;
}

/**
 * Norms and projections of m draws of mini-batch noise, without keeping the draws.
 *
 * Projections rather than entries of ξ: an entry may be 0 for every mini-batch (a dead unit, a blank pixel), and
 * its logarithm says nothing. Projections of a stable vector are stable with the same index. Costs m gradients.
 *
 * @throws RangeError unless draws and directions are integers ≥ 1
 */
export function noiseSamples(
  objective: Pick<Objective, 'parameters' | 'precision' | 'gradient'>,
  theta: Params,
  { mean, batches, draws, directions, random }: NoiseSampleOptions,
  precision: Precision = objective.precision ?? 'single',
): NoiseSamples {
  integerAtLeast('draws', draws, 1);
  integerAtLeast('directions', directions, 1);
  const start = performance.now();
  const P = objective.parameters;
  const zs = Array.from({ length: directions }, (_, s) => random.fork('direction', s).signs(P));
  const gradient = compile(([rows, ...q]) => objective.gradient(q, rows).gradient, precision);
  const norms = new Float64Array(draws);
  const projections = zs.map(() => new Float64Array(draws));
  try {
    for (let k = 0; k < draws; k++) {
      const rows = indices(batches(k));
      const out = gradient([rows, ...theta]);
      const xi = flatten64(out).map((x, j) => x - mean[j]!);
      dispose([rows, ...out]);
      norms[k] = norm(xi);
      for (const [s, z] of zs.entries()) projections[s]![k] = dot(z, xi) / Math.sqrt(P);
    }
  } finally {
    gradient.dispose();
  }
  return { norms, projections, cost: costSince(start, { gradients: draws }) };
}
