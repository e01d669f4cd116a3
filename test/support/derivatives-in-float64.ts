import { compile } from '../../src/engine/program/compile.ts';
import { scoped } from '../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../src/engine/tensors/params.ts';
import { indices } from '../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../src/objective/objective.ts';

/** Sums of at most 60 terms in float64, through hi/lo pairs good to 2e-15. */
export const EXACT = 1e-13;

/** L, ∇L and, column by column, ∇²L by the engine in double precision. */
export function derivatives(objective: Objective, theta: Float64Array, rows?: Int32Array) {
  const { shapes, parameters: P } = objective;
  const both = compile((inputs) => {
    const at = inputs.slice(0, shapes.length);
    const batch = rows === undefined ? undefined : inputs[2 * shapes.length];
    const { value, gradient } = objective.gradient(at, batch);
    return [
      value,
      ...gradient,
      ...objective.hvp(at, inputs.slice(shapes.length, 2 * shapes.length), batch),
    ];
  }, 'double');
  const hessian = new Float64Array(P * P);
  let value = Number.NaN;
  let gradient = new Float64Array(0);
  for (let j = 0; j < P; j++) {
    const e = Float64Array.from({ length: P }, (_, i) => Number(i === j));
    scoped(() => {
      const out = both([
        ...unflatten(theta, shapes),
        ...unflatten(e, shapes),
        ...(rows === undefined ? [] : [indices(rows)]),
      ]);
      value = flatten64(out.slice(0, 1))[0]!;
      gradient = flatten64(out.slice(1, 1 + shapes.length)) as Float64Array<ArrayBuffer>;
      hessian.set(flatten64(out.slice(1 + shapes.length)), j * P);
    });
  }
  both.dispose();
  return { value, gradient, hessian };
}

/** ⟨a, b⟩ */
export const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((total, ai, i) => total + ai * b[i]!, 0);
