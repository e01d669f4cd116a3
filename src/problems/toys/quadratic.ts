import { dispose } from '../../engine/tensors/memory.ts';
import { matMul, mul, reshape, square, sum } from '../../engine/tensors/operations.ts';
import { type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { objectiveOf } from '../supervised/objective-of.ts';
import type { Toy } from './toy.ts';

export interface Quadratic extends Toy {
  /** H, row-major. Shape [d, d]. */
  readonly hessian: Float64Array;
  /** Gradient flow from θ₀: e^{−Ht} θ₀. Shape [d]. */
  flow(theta0: Float64Array, t: number): Float64Array;
  /** Gradient descent from θ₀ after k steps: (I − ηH)ᵏ θ₀. Shape [d]. */
  descent(theta0: Float64Array, eta: number, k: number): Float64Array;
}

/**
 * L(θ) = ½ θᵀHθ with H = Q diag(h) Q and Q = I − 2aaᵀ/‖a‖², the reflection along `axis`.
 *
 * Without `axis` H is diagonal. θ is one array of shape [d].
 *
 * @throws RangeError if `axis` and `eigenvalues` differ in length, or `axis` is zero
 */
export function quadratic(eigenvalues: readonly number[], axis?: readonly number[]): Quadratic {
  const d = eigenvalues.length;
  const h = Float64Array.from(eigenvalues);
  const reflect = reflection(d, axis);
  const hessian = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    const column = reflect(reflect(unit(d, j)).map((c, i) => c * h[i]!));
    for (let i = 0; i < d; i++) hessian[i * d + j] = column[i]!;
  }
  const held = axis === undefined ? tensor(h, [d]) : tensor(hessian, [d, d]);
  const twice =
    axis === undefined
      ? (theta: Tensor) => sum(mul(held, square(theta)))
      : (theta: Tensor) => sum(mul(theta, reshape(matMul(held, reshape(theta, [d, 1])), [d])));
  const along = (theta0: Float64Array, factor: (h: number) => number) =>
    reflect(reflect(theta0).map((c, i) => c * factor(h[i]!)));
  return {
    objective: objectiveOf(([theta]) => mul(twice(theta!), 0.5), [[d]]),
    hessian,
    flow: (theta0, t) => along(theta0, (hi) => Math.exp(-hi * t)),
    descent: (theta0, eta, k) => along(theta0, (hi) => (1 - eta * hi) ** k),
    dispose: () => dispose(held),
  };
}

function reflection(
  d: number,
  axis: readonly number[] | undefined,
): (x: Float64Array) => Float64Array {
  if (axis === undefined) return (x) => x.slice();
  const size = axis.reduce((total, a) => total + a * a, 0);
  if (!(axis.length === d && size > 0)) {
    throw new RangeError(
      `invalid axis; not ${d} numbers with one other than zero: ${axis.join(', ')}`,
    );
  }
  return (x) => {
    const overlap = (2 * axis.reduce((total, a, i) => total + a * x[i]!, 0)) / size;
    return x.map((xi, i) => xi - overlap * axis[i]!);
  };
}

function unit(d: number, j: number): Float64Array {
  const e = new Float64Array(d);
  e[j] = 1;
  return e;
}
