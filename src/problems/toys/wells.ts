import { add, mul, relu, square, sub, sum } from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import { objectiveOf } from '../supervised/objective-of.ts';
import type { Potential } from './potential.ts';
import type { Toy } from './toy.ts';

/** A potential of one coordinate with two minima and a maximum between them. */
export interface Wells extends Potential {
  /** U(x), on the engine. */
  on(x: Tensor): Tensor;
  readonly places: readonly [left: number, top: number, right: number];
}

/**
 * U(x) = b ((x/a)² − 1)²: wells of curvature 8b/a² at ±a, a barrier of height b and curvature −4b/a² at 0.
 *
 * @throws RangeError unless b and a are positive
 */
export function doubleWell(b: number, a: number): Wells {
  positive({ height: b, distance: a });
  return {
    on: (x) => mul(square(sub(square(mul(x, 1 / a)), 1)), b),
    at: (x) => b * ((x / a) ** 2 - 1) ** 2,
    places: [-a, 0, a],
  };
}

/**
 * Two parabolas of curvatures h₁ and h₂ that a third of curvature −κ and height b joins with a continuous slope.
 *
 * U(x) = b − κx²/2 + ½(h₁ + κ) relu(−x − d₁)² + ½(h₂ + κ) relu(x − d₂)²: minima of value 0 at −x₁ and x₂ with
 * xᵢ = √(2b(hᵢ + κ)/(hᵢκ)), dᵢ = hᵢxᵢ/(hᵢ + κ). Curvatures of wells and of the top are chosen freely, at one height.
 *
 * @throws RangeError unless all are positive
 */
export function twoWells(h: readonly [number, number], kappa: number, b: number): Wells {
  positive({ curvature: h[0], other: h[1], top: kappa, height: b });
  const x = h.map((hi) => Math.sqrt((2 * b * (hi + kappa)) / (hi * kappa))) as [number, number];
  const d = h.map((hi, i) => (hi * x[i]!) / (hi + kappa)) as [number, number];
  const arm = (of: Tensor, i: 0 | 1) => mul(square(relu(sub(of, d[i]))), (h[i] + kappa) / 2);
  return {
    on: (at) => add(sub(add(arm(mul(at, -1), 0), arm(at, 1)), mul(square(at), kappa / 2)), b),
    at: (at) =>
      b -
      (kappa * at ** 2) / 2 +
      ((h[0] + kappa) / 2) * Math.max(0, -at - d[0]) ** 2 +
      ((h[1] + kappa) / 2) * Math.max(0, at - d[1]) ** 2,
    places: [-x[0], 0, x[1]],
  };
}

/** L(θ) = Σⱼ U(θⱼ): every coordinate is a walker of its own in the same potential. θ is one array of shape [walkers]. */
export const walkersIn = (potential: Wells, walkers: number): Toy => ({
  objective: objectiveOf(([theta]) => sum(potential.on(theta!)), [[walkers]]),
  dispose: () => {},
});

function positive(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values))
    if (!(value > 0 && Number.isFinite(value)))
      throw new RangeError(`invalid ${name}; not a positive number: ${value}`);
}
