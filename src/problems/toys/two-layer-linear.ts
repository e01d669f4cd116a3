import { inner } from '../../engine/derivatives/autodiff.ts';
import { mul, square, sub } from '../../engine/tensors/operations.ts';
import { objectiveOf } from '../supervised/objective-of.ts';
import type { Toy } from './toy.ts';

/** What gradient descent depends on: the output and the curvature. */
export interface FunctionState {
  /** f = uᵀv x/√m. */
  readonly output: number;
  /** λ = (‖u‖² + ‖v‖²) x²/m, the neural tangent kernel. */
  readonly kernel: number;
}

export interface TwoLayerLinear extends Toy {
  state(u: Float64Array, v: Float64Array): FunctionState;
  /** One step of gradient descent, exactly. */
  descent(from: FunctionState, eta: number): FunctionState;
}

/**
 * L(u, v) = ½ (uᵀv x/√m − y)²: a linear network of width m with one example.
 *
 * θ = [u, v], each of shape [m]. With e = f − y a step of size η takes
 * f → f − ηλe + η²e²x² f/m and λ → λ + (ηe x²/m)(ηλe − 4f),
 * Lewkowycz et al., The large learning rate phase of deep learning (2020), §2, there for x = 1, y = 0:
 * from a small f, descent converges at once for ηλ₀ < 2, catapults to a flatter minimum for
 * 2 < ηλ₀ < 4, and diverges beyond.
 */
export function twoLayerLinear(m: number, x: number, y: number): TwoLayerLinear {
  return {
    objective: objectiveOf(
      ([u, v]) => mul(square(sub(mul(inner([u!], [v!]), x / Math.sqrt(m)), y)), 0.5),
      [[m], [m]],
    ),
    state: (u, v) => ({
      output: (dot(u, v) * x) / Math.sqrt(m),
      kernel: ((dot(u, u) + dot(v, v)) * x ** 2) / m,
    }),
    descent({ output, kernel }, eta) {
      const e = output - y;
      return {
        output: output - eta * kernel * e + (eta * e * x) ** 2 * (output / m),
        kernel: kernel + ((eta * e * x ** 2) / m) * (eta * kernel * e - 4 * output),
      };
    },
    dispose: () => {},
  };
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((total, ai, i) => total + ai * b[i]!, 0);
