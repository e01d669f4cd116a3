import { compile } from '../engine/program/compile.ts';
import { dispose } from '../engine/tensors/memory.ts';
import { readScalar } from '../engine/tensors/precise.ts';
import type { Params } from '../engine/tensors/tensor.ts';
import type { Objective } from './objective.ts';

/** L(θ) as a number. */
export interface LossFunction {
  (theta: Params): number;
  /** Whose loss it is, for those that compile it with something else. */
  readonly objective: Pick<Objective, 'value' | 'precision'>;
  /** Frees the compiled graph. */
  dispose(): void;
}

/**
 * The loss L(θ) of an objective as a number, over all its examples, compiled once.
 *
 * @example
 * const loss = lossOf(objective);
 * console.log(loss(theta0).toFixed(3)); // 0.792
 * loss.dispose();
 */
export function lossOf(objective: Pick<Objective, 'value' | 'precision'>): LossFunction {
  const program = compile((theta) => [objective.value(theta)], objective.precision);
  const loss = (theta: Params): number => {
    const [value] = program(theta);
    const number = readScalar(value!);
    dispose(value!);
    return number;
  };
  return Object.assign(loss, { objective, dispose: () => program.dispose() });
}
