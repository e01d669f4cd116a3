import { axpy, dot, norm } from '../../linalg/float64.ts';
import { layers } from '../../linalg/layers.ts';

/** How two vectors of weights lie to each other; exact. */
export interface WeightDistance {
  /** ‖θ_A − θ_B‖ */
  readonly distance: number;
  /** ‖θ_A‖ and ‖θ_B‖ */
  readonly norms: readonly [number, number];
  /** ⟨θ_A, θ_B⟩ / (‖θ_A‖ ‖θ_B‖); NaN where one is 0. */
  readonly cosine: number;
}

/** How far two vectors of weights are apart. Shapes [P]. */
export const weightDistance = (a: Float64Array, b: Float64Array): WeightDistance => ({
  distance: norm(axpy(-1, b, a)),
  norms: [norm(a), norm(b)],
  // Two roots, and a product of norms that is rounded once, could make more than 1 of equal vectors.
  cosine: dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)),
});

/** The same of each layer, weights and biases together, from the inputs on. Shapes of a and b: [P]. */
export const layerDistances = (
  a: Float64Array,
  b: Float64Array,
  shapes: readonly (readonly number[])[],
): readonly WeightDistance[] =>
  layers(shapes).map(({ from, to }) => weightDistance(a.subarray(from, to), b.subarray(from, to)));
