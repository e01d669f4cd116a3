import { type IntegrateOptions, integrate, type Method } from '../dynamics/integrate/integrate.ts';
import { dispose } from '../engine/tensors/memory.ts';
import { flatten64, unflatten } from '../engine/tensors/params.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import type { Objective } from '../objective/objective.ts';
import { quadratic } from '../problems/toys/quadratic.ts';

/** Eigenvalues whose descent by η = 0.1 is slow, fast and oscillating. */
export const eigenvalues = [0.5, 4, 12] as const;

/** Where trajectories on the quadratic begin; float32 holds it. */
export const START = Float64Array.of(1, -0.75, 0.5);

/** Runs `body` with L(θ) = ½ Σ hⱼθⱼ² of these eigenvalues. */
export function onQuadratic<T>(body: (objective: Objective) => T): T {
  const toy = quadratic(eigenvalues);
  try {
    return body(toy.objective);
  } finally {
    toy.dispose();
  }
}

/** θ at the points of a trajectory that are a `stride` apart, the start and the end among them. Shapes [P]. */
export function pathOf(
  method: Method,
  shapes: Objective['shapes'],
  theta0: Float64Array,
  options: IntegrateOptions & { readonly precision: Precision },
): Float64Array[] {
  const theta = unflatten(theta0, shapes);
  try {
    return Array.from(integrate(method, theta, options), (point) => flatten64(point.theta));
  } finally {
    dispose(theta);
  }
}

/** θ at the end. Shape [P]. */
export const endOf = (...path: Parameters<typeof pathOf>): Float64Array => pathOf(...path).at(-1)!;
