import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose, scoped } from '../../engine/tensors/memory.ts';
import { unflattenIn } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';

/** What the loss as a function of a flat vector needs of an objective. */
export type Sloped = Pick<Objective, 'shapes' | 'parameters' | 'precision' | 'value' | 'gradient'>;

/** A loss as a function of all weights in one vector. */
export interface LossFunction {
  /** P */
  readonly dim: number;
  /** L(x). */
  value(x: Float64Array): number;
  /** L(x) and ∇L(x). Shape [P]. */
  gradient(x: Float64Array): Slope;
  /** Frees compiled graphs. */
  dispose(): void;
}

export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * The loss of an objective as a function of flat vectors, compiled once for all of them.
 *
 * In single precision a difference of two losses carries a round-off of about 1e-7 of either, which
 * drowns a rise over a small enough region; double precision removes it.
 */
export function lossAt(
  objective: Sloped,
  precision: Precision = objective.precision ?? 'single',
): LossFunction {
  const { shapes, parameters: dim } = objective;
  const value = compile((theta) => [objective.value(theta)], precision);
  const slope = compile((theta) => {
    const { value, gradient } = objective.gradient(theta);
    return [value, ...gradient];
  }, precision);
  const at = <T>(x: Float64Array, body: (theta: Params) => T): T => {
    const theta = unflattenIn(x, shapes, precision);
    try {
      return body(theta);
    } finally {
      dispose(theta);
    }
  };
  const numbers = (run: (theta: Params) => Tensor[], x: Float64Array): Float64Array[] =>
    at(x, (theta) => {
      let out: Float64Array[] = [];
      scoped(() => {
        out = run(theta).map(read64);
        return [];
      });
      return out;
    });
  return {
    dim,
    value: (x) => numbers(value, x)[0]![0]!,
    gradient(x) {
      const [loss, ...parts] = numbers(slope, x);
      const gradient = new Float64Array(dim);
      let from = 0;
      for (const part of parts) {
        gradient.set(part, from);
        from += part.length;
      }
      return { value: loss![0]!, gradient };
    },
    dispose() {
      value.dispose();
      slope.dispose();
    },
  };
}
