import type { Cost } from '../core/estimate.ts';
import type { Precision } from '../engine/compile.ts';
import { compile } from '../engine/compile.ts';
import { scoped } from '../engine/memory.ts';
import { flatten, flatten64, unflatten } from '../engine/params.ts';
import type { Params, Tensor } from '../engine/tensor.ts';

/** A symmetric matrix A ∈ ℝ^{P×P} known only through products. */
export interface LinearOperator {
  /** P */
  readonly dim: number;
  /** A v. Shape [P]. */
  matvec(v: Float64Array | Float32Array): Float64Array;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** As much of an objective as the Hessian needs. */
export interface Curved {
  readonly shapes: readonly (readonly number[])[];
  readonly parameters: number;
  hvp(theta: Params, v: Params): Tensor[];
}

/** The Hessian ∇²L(θ) as an operator; one product costs about two gradients. θ must stay alive. */
export function hessian(
  objective: Curved,
  theta: Params,
  precision: Precision = 'single',
): LinearOperator {
  const k = theta.length;
  const product = compile(
    (inputs) => objective.hvp(inputs.slice(0, k), inputs.slice(k)),
    precision,
  );
  const read = precision === 'double' ? flatten64 : flatten;
  return {
    dim: objective.parameters,
    matvec(v) {
      let out: Float64Array = new Float64Array(0);
      scoped(() => {
        const direction = unflatten(
          precision === 'double' ? Float64Array.from(v) : Float32Array.from(v),
          objective.shapes,
        );
        out = Float64Array.from(read(product([...theta, ...direction])));
        return [];
      });
      return out;
    },
    dispose: product.dispose,
  };
}

/** The cost of some HVPs, timed from `start` (performance.now(), ms). */
export const costOf = (hvps: number, start: number): Cost => ({
  gradients: 0,
  hvps,
  seconds: (performance.now() - start) / 1000,
});
