import { dispose } from '../../engine/tensors/memory.ts';
import { gather, matMul, mul, reshape, square, sub } from '../../engine/tensors/operations.ts';
import { tensor } from '../../engine/tensors/tensor.ts';
import { objectiveOfExamples } from '../supervised/objective-of-examples.ts';
import { type Design, design, matrix, weightedGram } from './design.ts';
import type { Toy } from './toy.ts';

export interface LinearRegression extends Toy {
  /** XᵀX/n, the same everywhere; row-major. Shape [d, d]. */
  readonly hessian: Float64Array;
  /**
   * The least-squares weights (XᵀX)⁻¹Xᵀy. Shape [d].
   *
   * @throws RangeError where columns of X are linearly dependent
   */
  solution(): Float64Array;
}

/**
 * L(w) = 1/(2n) Σᵢ (xᵢᵀw − yᵢ)², over the rows of a mini-batch or all of them.
 *
 * w is one array of shape [d]; x has shape [n, d], row-major, y [n].
 *
 * @throws RangeError if x does not divide into rows
 */
export function linearRegression(x: Float64Array, y: Float64Array): LinearRegression {
  const examples = design(x, y.length);
  const { n, d } = examples;
  const hessian = weightedGram(examples, new Float64Array(n).fill(1));
  const [inputs, targets] = [matrix(examples), tensor(y, [n])];
  return {
    objective: objectiveOfExamples(
      ([w], rows) => {
        const xs = rows === undefined ? inputs : gather(inputs, rows);
        const ys = rows === undefined ? targets : gather(targets, rows);
        const residual = sub(reshape(matMul(xs, reshape(w!, [d, 1])), [xs.shape[0]!]), ys);
        return mul(square(residual), 0.5);
      },
      [[d]],
      n,
    ),
    hessian,
    solution: () => solve(hessian, moment(examples, y)),
    dispose: () => dispose([inputs, targets]),
  };
}

/** Xᵀy/n. Shape [d]. */
function moment({ x, n, d }: Design, y: Float64Array): Float64Array {
  const total = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) total[k]! += (x[i * d + k]! * y[i]!) / n;
  }
  return total;
}

/** A⁻¹b for symmetric positive definite A, by its Cholesky factor. Shape [d]. */
function solve(A: Float64Array, b: Float64Array): Float64Array {
  const d = b.length;
  const L = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A[i * d + j]!;
      for (let k = 0; k < j; k++) rest -= L[i * d + k]! * L[j * d + k]!;
      if (i === j && !(rest > 1e-12 * A[i * d + i]!))
        throw new RangeError(`invalid x; column ${i} is a combination of those before it`);
      L[i * d + j] = i === j ? Math.sqrt(rest) : rest / L[j * d + j]!;
    }
  }
  const w = b.slice();
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < i; k++) w[i]! -= L[i * d + k]! * w[k]!;
    w[i]! /= L[i * d + i]!;
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let k = i + 1; k < d; k++) w[i]! -= L[k * d + i]! * w[k]!;
    w[i]! /= L[i * d + i]!;
  }
  return w;
}
