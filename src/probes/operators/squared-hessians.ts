import { accumulate } from '../../engine/program/accumulate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { block } from '../../engine/tensors/block.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../engine/tensors/params.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import type { Objective } from '../../objective/objective.ts';

/**
 * The mean square S = (1/n) Σᵢ Hᵢ² of the Hessians Hᵢ = ∇²ℓᵢ(θ) of the examples, as an operator at θ, which must stay alive.
 *
 * S v is the mean of Hᵢ(Hᵢv), by one loop in the graph through the examples one at a time. Positive semi-definite. A product costs 2n HVPs
 * of one row, two of all in work.
 */
export function squaredHessians(
  objective: Pick<Objective, 'examples' | 'shapes' | 'parameters' | 'precision' | 'hvp'>,
  theta: Params,
  precision: Precision = objective.precision ?? 'single',
): LinearOperator {
  const { shapes, parameters: dim, examples: n } = objective;
  const k = shapes.length;
  const rows = indices(Int32Array.from({ length: n }, (_, i) => i));
  const program = compile(([all, ...rest]) => {
    const [at, v] = [rest.slice(0, k), rest.slice(k)];
    return accumulate(n, (i) => {
      const row = block(all!, i, 1);
      return objective.hvp(at, objective.hvp(at, v, row), row);
    });
  }, precision);
  return {
    dim,
    matvec(v) {
      const direction = unflatten(Float64Array.from(v), shapes);
      const out = program([rows, ...theta, ...direction]);
      const flat = flatten64(out);
      dispose([...direction, ...out]);
      return flat.map((x) => x / n);
    },
    dispose() {
      program.dispose();
      dispose([rows]);
    },
  };
}
