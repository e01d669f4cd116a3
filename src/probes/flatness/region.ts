import { positive } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import { norm } from '../../linalg/float64.ts';

/** The perturbations y = T u of a point x with T = diag(scale) and u in a convex set about 0. */
export interface Region {
  /** The diagonal of T, ≥ 0; where it is 0 nothing moves. Shape [P]. */
  readonly scale: Float64Array;
  /** The point of the set nearest to u. Shapes [P]. */
  project(u: Float64Array): Float64Array;
  /** The point s of the set with the largest ⟨h, s⟩; 0 where h is 0. Shapes [P]. */
  furthest(h: Float64Array): Float64Array;
  /** A random point of the set or its edge. Shape [P]. */
  random(random: Rng): Float64Array;
}

/** ‖u‖_∞ ≤ w; throws RangeError unless w is in (0, ∞). */
export function box(scale: Float64Array, width: number): Region {
  positive('width', width);
  return {
    scale,
    project: (u) => u.map((ui) => Math.min(width, Math.max(-width, ui))),
    furthest: (h) => h.map((hi) => width * Math.sign(hi)),
    random: (random) => random.uniforms(scale.length).map((ui) => width * (2 * ui - 1)),
  };
}

/** ‖u‖₂ ≤ ρ; throws RangeError unless ρ is in (0, ∞). */
export function ball(scale: Float64Array, radius: number): Region {
  positive('radius', radius);
  const furthest = (h: Float64Array) => {
    const length = norm(h);
    return length > 0 ? h.map((hi) => (radius * hi) / length) : h;
  };
  return {
    scale,
    project: (u) => (norm(u) <= radius ? u : furthest(u)),
    furthest,
    random: (random) => furthest(random.normals(scale.length)),
  };
}

/**
 * How far weights may be perturbed: all alike, or each in proportion to its size.
 *
 * `adaptive` is invariant under every rescaling of the weights that keeps the function.
 */
export type Scaling = 'euclidean' | 'adaptive';

/** T = I or diag(|x|), as its diagonal. Shape [P]. */
export const scaleOf = (x: Float64Array, scaling: Scaling): Float64Array =>
  scaling === 'adaptive' ? x.map(Math.abs) : new Float64Array(x.length).fill(1);
