import type { Cost } from '../core/estimate.ts';
import { inner } from '../engine/autodiff.ts';
import type { Precision } from '../engine/compile.ts';
import { compile } from '../engine/compile.ts';
import { scoped } from '../engine/memory.ts';
import { flatten, flatten64, unflatten } from '../engine/params.ts';
import { read64 } from '../engine/precise.ts';
import type { Params, Tensor } from '../engine/tensor.ts';

/** A symmetric matrix A ∈ ℝ^{P×P} known only through products. */
export interface LinearOperator {
  /** P */
  readonly dim: number;
  /** A v. Shape [P]. */
  matvec(v: Float64Array | Float32Array): Float64Array;
  /**
   * vᵀA v for several vectors, where that is cheaper than their products one by one.
   *
   * Equal to the dot products with `matvec` to round-off.
   */
  forms?(vs: readonly Float32Array[]): number[];
  /** Frees compiled graphs. */
  dispose(): void;
}

/** As much of an objective as the Hessian needs. */
export interface Curved {
  /** n, the number of training examples. */
  readonly examples: number;
  readonly shapes: readonly (readonly number[])[];
  readonly parameters: number;
  hvp(theta: Params, v: Params): Tensor[];
}

/**
 * Vectors whose products share one graph, so that the passes through the network at θ, and the reading of
 * the inputs, are shared too. Such a graph takes a third of a second to compile, so it is for objectives
 * with at least so many parameters × examples; both measured with npm run bench.
 */
const TOGETHER = 8;
const HEAVY = 1e7;

/** The Hessian ∇²L(θ) as an operator; one product costs about two gradients. θ must stay alive. */
export function hessian(
  objective: Curved,
  theta: Params,
  precision: Precision = 'single',
): LinearOperator {
  const k = theta.length;
  const parts = (inputs: Params, i: number) => inputs.slice(i * k, (i + 1) * k);
  const product = compile((inputs) => objective.hvp(parts(inputs, 0), parts(inputs, 1)), precision);
  const forms = compile((inputs) => {
    const count = inputs.length / k - 1;
    return Array.from({ length: count }, (_, i) => {
      const v = parts(inputs, i + 1);
      return inner(v, objective.hvp(parts(inputs, 0), v));
    });
  }, precision);
  const together = objective.parameters * objective.examples >= HEAVY ? TOGETHER : 1;
  const exact = (v: Float64Array | Float32Array) =>
    precision === 'double'
      ? Float64Array.from(v)
      : v instanceof Float32Array
        ? v
        : Float32Array.from(v);
  const read = precision === 'double' ? flatten64 : flatten;
  return {
    dim: objective.parameters,
    matvec(v) {
      let out: Float64Array = new Float64Array(0);
      scoped(() => {
        out = Float64Array.from(
          read(product([...theta, ...unflatten(exact(v), objective.shapes)])),
        );
        return [];
      });
      return out;
    },
    forms(vs) {
      const out: number[] = [];
      for (let i = 0; i < vs.length; ) {
        const group = vs.slice(i, i + (vs.length - i >= together ? together : 1));
        scoped(() => {
          const directions = group.flatMap((v) => unflatten(exact(v), objective.shapes));
          out.push(...forms([...theta, ...directions]).map((t) => read64(t)[0]!));
          return [];
        });
        i += group.length;
      }
      return out;
    },
    dispose() {
      product.dispose();
      forms.dispose();
    },
  };
}

/** The cost of some HVPs, timed from `start` (performance.now(), ms). */
export const costOf = (hvps: number, start: number): Cost => ({
  gradients: 0,
  hvps,
  seconds: (performance.now() - start) / 1000,
});
