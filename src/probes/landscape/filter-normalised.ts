import type { Rng } from '../../core/random.ts';
import { sizeOf } from '../../core/shapes.ts';
import { norm } from '../../linalg/float64.ts';

/**
 * A random direction d at θ in which every filter has the norm of the filter of θ.
 *
 * d_{lj} ← d_{lj} ‖θ_{lj}‖ / ‖d_{lj}‖ for normal d; Li, Xu, Taylor, Studer & Goldstein, Visualizing the Loss
 * Landscape of Neural Nets, NeurIPS 2018, §4. Filter j of an array with several axes is what belongs to place j of
 * the last one: the weights into a neuron, or a convolution kernel. Arrays of one axis, the biases, stay still, as
 * with the authors' option `biasbn`. Shapes: x and d [P].
 */
export function filterNormalised(
  x: Float64Array,
  shapes: readonly (readonly number[])[],
  random: Rng,
): Float64Array {
  const out = new Float64Array(x.length);
  let first = 0;
  for (const [l, shape] of shapes.entries()) {
    const size = sizeOf(shape);
    const filters = shape.at(-1) ?? 1;
    const column = (v: Float64Array, j: number) =>
      Float64Array.from({ length: size / filters }, (_, i) => v[i * filters + j]!);
    const d = random.fork('direction', l).normals(shape.length > 1 ? size : 0);
    for (let j = 0; j < filters && d.length > 0; j++) {
      const factor = norm(column(x.subarray(first, first + size), j)) / norm(column(d, j));
      for (let i = j; i < size; i += filters) out[first + i] = factor * d[i]!;
    }
    first += size;
  }
  return out;
}
