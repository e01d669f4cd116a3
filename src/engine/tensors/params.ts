import { reshape, slice } from './operations.ts';
import { read64 } from './precise.ts';
import type { Precision } from './precision.ts';
import { adopt, type Params, type Tensor, tensor } from './tensor.ts';

/**
 * Cuts a flat vector into arrays of the given shapes, in order. [P] → θ.
 *
 * @throws RangeError unless the shapes hold P entries
 */
export function unflatten(
  flat: Float32Array | Float64Array,
  shapes: readonly (readonly number[])[],
): Tensor[] {
  return cut(flat, shapes, (from, to, shape) => {
    const part = flat.slice(from, to);
    return part instanceof Float32Array ? adopt(part, shape) : tensor(part, shape);
  });
}

/** A flat vector as weights in the numbers of this precision: in single rounded to float32. [P] → θ. Throws as {@link unflatten} does. */
export const unflattenIn = (
  flat: Float64Array,
  shapes: readonly (readonly number[])[],
  precision: Precision,
): Tensor[] => unflatten(precision === 'double' ? flat : new Float32Array(flat), shapes);

/** A flat array as tensors of the shapes of θ, in the precision of the arithmetic. */
export const tensorsLike = (theta: Params, flat: Float64Array, precision: Precision): Tensor[] =>
  unflattenIn(
    flat,
    theta.map(({ shape }) => shape),
    precision,
  );

/** A vector cut into arrays of the shapes of θ, in order. Shape of `flat`: [P]. */
export function shapedLike(theta: Params, flat: Tensor): Tensor[] {
  let end = 0;
  return theta.map(({ size, shape }) => {
    end += size;
    return reshape(slice(flat, [end - size], [size]), shape);
  });
}

/** {@link unflatten} without a copy: the vector must not change while the tensors live. */
export const views = (flat: Float32Array, shapes: readonly (readonly number[])[]): Tensor[] =>
  cut(flat, shapes, (from, to, shape) => adopt(flat.subarray(from, to), shape));

function cut(
  flat: Float32Array | Float64Array,
  shapes: readonly (readonly number[])[],
  make: (from: number, to: number, shape: readonly number[]) => Tensor,
): Tensor[] {
  const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== flat.length)
    throw new RangeError(`invalid vector; ${total} entries expected, ${flat.length} given`);
  let from = 0;
  return shapes.map((shape, i) => make(from, (from += sizes[i]!), shape));
}

/**
 * All weights in one float32 vector. θ → [P].
 *
 * @example
 * console.log(flatten(theta0).length === network.parameters); // true
 */
export function flatten(theta: Params): Float32Array {
  const out = new Float32Array(theta.reduce((sum, t) => sum + t.size, 0));
  fill(
    out,
    theta.map((t) => t.dataSync()),
  );
  return out;
}

/** All weights in one float64 vector, exact. θ → [P]. */
export function flatten64(theta: Params): Float64Array {
  const out = new Float64Array(theta.reduce((sum, t) => sum + t.size, 0));
  fill(out, theta.map(read64));
  return out;
}

/** All weights in one vector, in the numbers of this precision. θ → [P]. */
export const flattenIn = (theta: Params, precision: Precision) =>
  precision === 'double' ? flatten64(theta) : flatten(theta);

function fill(out: Float32Array | Float64Array, parts: readonly ArrayLike<number>[]): void {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
}
