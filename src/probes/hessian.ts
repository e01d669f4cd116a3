import type { Precision } from '../engine/compile.ts';
import { scoped } from '../engine/memory.ts';
import { unflatten, views } from '../engine/params.ts';
import { read64 } from '../engine/precise.ts';
import type { Params } from '../engine/tensor.ts';
import { type Curved, curvature, type Part, type Parts } from './curvature.ts';
import type { LinearOperator } from './operator.ts';

/**
 * Vectors whose forms share one graph, and so the reading of the inputs; measured with npm run bench. Such a
 * graph takes about a quarter of a second more to compile, so it is for objectives with at least so many
 * parameters × examples, a bound chosen by trial.
 */
const TOGETHER = 8;
const HEAVY = 1e7;

/** The Hessians of one objective at any point; graphs are compiled once for all of them. */
export interface Hessians {
  /** ∇²L(θ); θ must stay alive, and the operator be freed before this. */
  at(theta: Params): LinearOperator;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** The Hessian ∇²L(θ) as an operator of its own; see `hessians`. */
export function hessian(objective: Curved, theta: Params, precision?: Precision): LinearOperator {
  const all = hessians(objective, precision);
  const H = all.at(theta);
  const dispose = () => {
    H.dispose();
    all.dispose();
  };
  return { ...H, dispose };
}

/**
 * The Hessians ∇²L(θ) of an objective as operators.
 *
 * The passes through the network at θ run once, at the first product, and their activations are kept; a
 * product then costs about a gradient, and a form vᵀHv about half of one. Where they would take more than
 * half a gigabyte they run anew each time.
 */
export function hessians(objective: Curved, precision: Precision = 'single'): Hessians {
  const programs = curvature(objective, precision);
  return {
    at: (theta) => operator(objective, programs.at(theta), precision),
    dispose: programs.dispose,
  };
}

function operator(
  { shapes, parameters: dim, examples }: Curved,
  { products, forms, dispose }: Parts,
  precision: Precision,
): LinearOperator {
  const asTensors = (v: Float64Array | Float32Array) =>
    precision === 'double'
      ? unflatten(new Float64Array(v), shapes)
      : views(v instanceof Float32Array ? v : new Float32Array(v), shapes);
  /** The results of each part on these vectors, `size` numbers, added up. */
  const total = (
    parts: readonly Part[],
    vs: readonly (Float64Array | Float32Array)[],
    size: number,
  ): Float64Array => {
    const sum = new Float64Array(size);
    scoped(() => {
      const inputs = vs.flatMap(asTensors);
      for (const [i, part] of parts.entries()) addTo(sum, part(inputs), precision, i === 0);
      return [];
    });
    return sum;
  };
  const together = dim * examples >= HEAVY ? TOGETHER : 1;
  return {
    dim,
    matvec: (v) => total(products, [v], dim),
    forms(vs) {
      const out: number[] = [];
      while (out.length < vs.length) {
        const count = vs.length - out.length >= together ? together : 1;
        out.push(...total(forms, vs.slice(out.length, out.length + count), count));
      }
      return out;
    },
    dispose,
  };
}

function addTo(sum: Float64Array, parts: Params, precision: Precision, empty: boolean): void {
  let at = 0;
  for (const t of parts) {
    const values = precision === 'double' ? read64(t) : t.dataSync();
    // Copying is several times faster than adding.
    if (empty) sum.set(values, at);
    else for (let i = 0; i < values.length; i++) sum[at + i]! += values[i]!;
    at += values.length;
  }
}
