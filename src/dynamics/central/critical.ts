import { dispose } from '../../engine/tensors/memory.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import { scaledIdentity } from '../../linalg/dense.ts';
import { polarisation } from '../../linalg/symmetric/polarisation.ts';
import type { Blocks } from './blocks.ts';
import type { PointDerivatives } from './derivatives-at.ts';
import type { LeadingPairs } from './leading-pairs.ts';

/** Eigenpairs of D^{−½}HD^{−½} near the edge, largest first, and third derivatives along them. */
export interface Critical {
  readonly values: readonly number[];
  /** Orthonormal eigenvectors z in rows. Shape [k][P]. */
  readonly vectors: Tensor;
  /** ∇(vᵀ∇²L v) for v = D^{−½}z with z in the directions of `polarisation`. Shape [k(k + 1)/2][P]. */
  readonly formGradients: Tensor;
}

/** The first k of the pairs, with third derivatives; undefined where k = 0. Its tensors are the caller's to free. */
export function criticalAlong(
  { formGradients }: PointDerivatives,
  blocks: Blocks,
  { values, block }: LeadingPairs,
  k: number,
): Critical | undefined {
  if (k === 0) return undefined;
  const rest = new Array<number>(block.shape[0]! - k).fill(0);
  const { directions } = polarisation(k);
  const along = blocks.combined(
    directions.map((row) => [...row, ...rest]),
    block,
  );
  const vectors = blocks.combined(
    scaledIdentity(k, 1).map((row) => [...row, ...rest]),
    block,
  );
  const out = { values: values.slice(0, k), vectors, formGradients: formGradients(along) };
  dispose(along);
  return out;
}
