import { inner } from '../engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../engine/program/compile.ts';
import { dispose } from '../engine/tensors/memory.ts';
import { flatten64 } from '../engine/tensors/params.ts';
import { read64 } from '../engine/tensors/precise.ts';
import type { Params, Tensor } from '../engine/tensors/tensor.ts';
import type { Objective } from './objective.ts';

/** ∇L(θ) over all examples, once, as numbers. Shape [P]. */
export const gradientAt = (
  objective: Pick<Objective, 'gradient' | 'precision'>,
  theta: Params,
  precision: Precision = objective.precision ?? 'single',
): Float64Array => once((q) => objective.gradient(q).gradient, theta, precision, flatten64);

/** ‖∇L(θ)‖² over all examples, once. */
export const squaredGradientAt = (
  objective: Pick<Objective, 'gradient' | 'precision'>,
  theta: Params,
  precision: Precision = objective.precision ?? 'single',
): number =>
  once(
    (q) => {
      const { gradient } = objective.gradient(q);
      return [inner(gradient, gradient)];
    },
    theta,
    precision,
    (out) => read64(out[0]!)[0]!,
  );

/** What is read of a function compiled for one call. */
function once<T>(
  fn: (theta: Params) => Tensor[],
  theta: Params,
  precision: Precision,
  read: (out: Params) => T,
): T {
  const program = compile(fn, precision);
  const out = program([...theta]);
  const found = read(out);
  dispose(out);
  program.dispose();
  return found;
}
