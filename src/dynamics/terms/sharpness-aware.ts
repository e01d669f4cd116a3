import { nonNegative } from '../../core/check.ts';
import { add, div } from '../../engine/tensors/operations.ts';
import { axpy, norm } from '../integrate/params-algebra.ts';
import { drifts, type Term } from '../integrate/term.ts';

/** Added to ‖f‖, so that a gradient of 0 has no direction rather than no number; chosen far below any norm in single precision. */
const EPSILON = 1e-12;

export interface Ascent {
  /** ρ: how far up the gradient is taken, or with `normalised: false` how far for each unit of its norm. */
  readonly radius: number;
  /** Whether the way up has length ρ; false: it is ρ∇L. */
  readonly normalised: boolean;
}

/**
 * f(θ − ρf(θ)/‖f(θ)‖), the gradient at the top of the way up, on the same rows: sharpness-aware minimisation, SAM.
 *
 * Foret, Kleiner, Mobahi & Neyshabur, Sharpness-aware minimization for efficiently improving generalization, ICLR 2021, eqs. (2)–(3) at
 * p = 2; without the norm f(θ − ρf(θ)), USAM: Andriushchenko & Flammarion, Towards understanding sharpness-aware minimization, ICML
 * 2022. Two drifts each; it has no Jacobian here. The loss of the term is that at θ.
 *
 * @throws RangeError unless ρ is non-negative and finite
 */
export function sharpnessAware(
  { jacobian: _, ...term }: Term,
  { radius, normalised }: Ascent,
): Term {
  nonNegative('radius', radius);
  return {
    ...term,
    drift(theta, feeds) {
      const f = term.drift(theta, feeds);
      const far = normalised ? div(-radius, add(norm(f), EPSILON)) : -radius;
      return term.drift(axpy(far, f, theta), feeds);
    },
    ...(term.size !== undefined && { size: 2 * term.size }),
    work: drifts(term, 2),
  };
}
