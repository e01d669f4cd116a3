import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../engine/tensors/params.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';

/** The Hessians H_B = ∇²L_B(θ) of mini-batches at one point, known through products. */
export interface BatchHessians {
  /** P */
  readonly dim: number;
  /** n */
  readonly examples: number;
  /** H_B v, with B these rows. Shape [P]. */
  product(rows: Int32Array, v: Float64Array): Float64Array;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** The mini-batch Hessians of an objective at θ, which must stay alive; a product costs an HVP of its rows. */
export function batchHessians(
  objective: Pick<Objective, 'examples' | 'shapes' | 'parameters' | 'precision' | 'hvp'>,
  theta: Params,
  precision: Precision = objective.precision ?? 'single',
): BatchHessians {
  const { shapes, parameters: dim, examples } = objective;
  const k = shapes.length;
  const program = compile(
    ([rows, ...rest]) => objective.hvp(rest.slice(0, k), rest.slice(k), rows),
    precision,
  );
  return {
    dim,
    examples,
    product(rows, v) {
      const at = indices(rows);
      const direction = unflatten(v, shapes);
      const out = program([at, ...theta, ...direction]);
      const flat = flatten64(out);
      dispose([at, ...direction, ...out]);
      return flat;
    },
    dispose: program.dispose,
  };
}

/** ∇²ℓᵢ(θ) of every example, row-major, from n P products. Shape [n][P · P]. */
export function exampleHessians({ dim, examples, product }: BatchHessians): Float64Array[] {
  return Array.from({ length: examples }, (_, i) => {
    const H = new Float64Array(dim * dim);
    for (let j = 0; j < dim; j++) {
      const unit = new Float64Array(dim);
      unit[j] = 1;
      for (const [a, x] of product(Int32Array.of(i), unit).entries()) {
        // Averaged with its mirror image: round-off makes it a little less than symmetric.
        H[a * dim + j]! += x / 2;
        H[j * dim + a]! += x / 2;
      }
    }
    return H;
  });
}
