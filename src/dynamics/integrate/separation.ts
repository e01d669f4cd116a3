import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';

/**
 * Vectors u along which displacements are measured, flat in the order of θ, shape [P] each: fixed, or a function of
 * where the reference is at each meeting.
 */
export type Directions =
  | readonly Float64Array[]
  | ((reference: Params, time: number) => readonly Float64Array[]);

/** (‖xᵢ − xⱼ‖²/n)^{1/2} for every pair; NaN with one that is absent. Shapes [k][P] → [k][k]. */
export const pairwiseDistances = (
  xs: readonly (Float64Array | undefined)[],
  n: number,
): number[][] => xs.map((x) => xs.map((y) => (x && y ? Math.sqrt(squared(x, y) / n) : Number.NaN)));

function squared(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return sum;
}

/** (1/n Σₓ ‖fᵢ(x) − fⱼ(x)‖²)^{1/2} for every pair, over the n examples of the network's outputs. Shape [k][k]. */
export function functionDistances(
  network: (theta: Params) => Tensor[],
  thetas: readonly (Params | undefined)[],
): number[][] {
  let n = 1;
  const outputs = thetas.map((theta) => {
    if (theta === undefined) return undefined;
    const [f] = network(theta);
    n = f!.shape[0] ?? 1;
    const values = read64(f!);
    dispose(f!);
    return values;
  });
  return pairwiseDistances(outputs, n);
}

/**
 * ⟨u, θᵢ − θ_reference⟩/‖u‖ for each direction u; NaN where one of the two is absent. Shape [k][directions].
 *
 * @throws RangeError for directions that are not of length P
 */
export function displacements(
  directions: Directions,
  thetas: readonly (Float64Array | undefined)[],
  reference: Params | undefined,
  time: number,
): number[][] {
  const given = typeof directions !== 'function';
  const us = given ? directions : reference === undefined ? [] : directions(reference, time);
  if (reference === undefined) return thetas.map(() => us.map(() => Number.NaN));
  const from = flatten64(reference);
  const wrong = us.find((u) => u.length !== from.length);
  if (wrong !== undefined)
    throw new RangeError(`invalid direction; ${from.length} entries expected: ${wrong.length}`);
  return thetas.map((theta) => us.map((u) => (theta ? component(u, theta, from) : Number.NaN)));
}

/** ⟨u, x − y⟩/‖u‖ */
function component(u: Float64Array, x: Float64Array, y: Float64Array): number {
  let [dot, size] = [0, 0];
  for (let i = 0; i < u.length; i++) {
    dot += u[i]! * (x[i]! - y[i]!);
    size += u[i]! ** 2;
  }
  return dot / Math.sqrt(size);
}
