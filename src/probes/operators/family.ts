import type { Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';

/** The operators of one kind at any point and on any rows; graphs are compiled once for all of them. */
export interface OperatorFamily {
  /**
   * The operator at θ, over these rows of the training set or all of it, with the mean over them.
   *
   * θ must stay alive, and the operator be freed before this.
   *
   * @throws RangeError on a row that is not in 0 … n − 1, and on no rows
   */
  at(theta: Params, rows?: Int32Array): LinearOperator;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** One operator that frees the graphs of its kind with itself. */
export function standalone(kind: OperatorFamily, theta: Params, rows?: Int32Array): LinearOperator {
  const A = kind.at(theta, rows);
  const dispose = () => {
    A.dispose();
    kind.dispose();
  };
  return { ...A, dispose };
}
