import { add, mul, sqrt, square, sum } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';

/** y + a x, array by array. */
export const axpy = (a: Tensor | number, x: Params, y: Params): Tensor[] =>
  x.map((xi, i) => add(y[i]!, mul(xi, a)));

/** Σⱼ aⱼ xⱼ, array by array; at least one term. */
export function combine(terms: readonly (readonly [a: Tensor | number, x: Params])[]): Tensor[] {
  const [first, ...rest] = terms.map(([a, x]) => x.map((xi) => mul(xi, a)));
  return rest.reduce((total, term) => total.map((t, i) => add(t, term[i]!)), first!);
}

/** ‖x‖₂ over all arrays. Shape []. */
export const norm = (x: Params): Tensor =>
  sqrt(x.map((xi) => sum(square(xi))).reduce((a, b) => add(a, b)));

/** Cuts a list into equal parts, in order. */
export const cut = (list: Params, parts: number): Params[] => {
  const k = list.length / parts;
  return Array.from({ length: parts }, (_, i) => list.slice(i * k, (i + 1) * k));
};
