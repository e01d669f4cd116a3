import { dispose } from '../../engine/tensors/memory.ts';
import { gather, matMul, mul, reshape, softplus } from '../../engine/tensors/operations.ts';
import { tensor } from '../../engine/tensors/tensor.ts';
import { objectiveOfExamples } from '../supervised/objective-of-examples.ts';
import { design, matrix, predict, weightedGram } from './design.ts';
import type { Toy } from './toy.ts';

export interface Logistic extends Toy {
  /** (1/n) Σᵢ pᵢ(1 − pᵢ) xᵢxᵢᵀ with pᵢ = 1/(1 + e^{−xᵢᵀw}); row-major. Shape [d, d]. */
  hessian(w: Float64Array): Float64Array;
}

/**
 * L(w) = (1/n) Σᵢ log(1 + e^{−yᵢ xᵢᵀw}), over the rows of a mini-batch or all of them.
 *
 * w is one array of shape [d]; x has shape [n, d], row-major, labels [n] are ±1.
 *
 * @throws RangeError if x does not divide into rows, or a label is not ±1
 */
export function logistic(x: Float64Array, labels: readonly number[]): Logistic {
  const examples = design(x, labels.length);
  const { n, d } = examples;
  const wrong = labels.findIndex((y) => Math.abs(y) !== 1);
  if (wrong >= 0) throw new RangeError(`invalid label ${wrong}; not 1 or -1: ${labels[wrong]}`);
  const [inputs, signs] = [
    matrix(examples),
    tensor(
      Float64Array.from(labels, (y) => -y),
      [n],
    ),
  ];
  return {
    objective: objectiveOfExamples(
      ([w], rows) => {
        const xs = rows === undefined ? inputs : gather(inputs, rows);
        const against = rows === undefined ? signs : gather(signs, rows);
        const margins = reshape(matMul(xs, reshape(w!, [d, 1])), [xs.shape[0]!]);
        // softplus(z) = log(1 + e^z) does not overflow for large z.
        return softplus(mul(against, margins));
      },
      [[d]],
      n,
    ),
    hessian: (w) =>
      weightedGram(
        examples,
        predict(examples, w).map((z) => 1 / (2 + Math.exp(z) + Math.exp(-z))),
      ),
    dispose: () => dispose([inputs, signs]),
  };
}
