import { positive } from '../../core/check.ts';
import { costSince, type Estimate, exact } from '../../core/estimate.ts';
import { type AscentOptions, largestRise } from './ascent.ts';
import type { LossFunction } from './loss-at.ts';
import { ball, box, type Scaling, scaleOf } from './region.ts';

export interface BoxOptions extends AscentOptions {
  /** ε > 0; 1e-3 and 5e-4 in Keskar et al. */
  readonly epsilon: number;
}

/**
 * ε-sharpness, 100 · (max L(x + y) − L(x)) / (1 + L(x)) over the box |yᵢ| ≤ ε (|xᵢ| + 1).
 *
 * Keskar, Mudigere, Nocedal, Smelyanskiy & Tang, ICLR 2017, Metric 2.1 with A = I. There the maximum is left to
 * ten iterations of L-BFGS-B; here see `largestRise` for the search, its error and what it throws. Not invariant
 * under rescaling: the 1 in the box does not scale with the weights. Shape of x: [P].
 *
 * @throws RangeError unless epsilon is in (0, ∞)
 */
export function boxSharpness(
  surface: LossFunction,
  x: Float64Array,
  { epsilon, ...options }: BoxOptions,
): Estimate {
  positive('epsilon', epsilon);
  const region = box(
    x.map((xi) => Math.abs(xi) + 1),
    epsilon,
  );
  const { base, rise } = largestRise(surface, x, region, options);
  const share = 100 / (1 + base);
  return { ...rise, value: share * rise.value, stderr: share * rise.stderr };
}

export interface BallOptions extends AscentOptions {
  /** ρ > 0; 0.05 in Foret et al., 0.5 and 1 with adaptive scaling in Kwon et al. */
  readonly radius: number;
  readonly scaling: Scaling;
}

/** The rise of the loss over a ball, as the first-order step finds it and as an ascent does. */
export interface BallSharpness {
  /** L(x + Tu) − L(x) at u = ρ T∇L / ‖T∇L‖. */
  readonly firstOrder: Estimate;
  /** max L(x + Tu) − L(x). */
  readonly largest: Estimate;
}

/**
 * max L(x + Tu) − L(x) over ‖u‖₂ ≤ ρ, with T = I (SAM) or T = diag |x| (adaptive, ASAM).
 *
 * Foret, Kleiner, Mobahi & Neyshabur, ICLR 2021, §2: the maximum and its first-order solution. Kwon, Kim, Park &
 * Choi, ICML 2021, §3: the same over T, here elementwise for all arrays and without the constant that training
 * adds to |x|. The adaptive one is invariant under rescaling, search included; the euclidean one is not.
 * `largest` is that of `largestRise`, whose first ascent begins with the first-order step. Shape of x: [P].
 *
 * @throws RangeError unless the radius is in (0, ∞), and as `largestRise`
 */
export function ballSharpness(
  surface: LossFunction,
  x: Float64Array,
  { radius, scaling, ...options }: BallOptions,
): BallSharpness {
  const scale = scaleOf(x, scaling);
  const region = ball(scale, radius);
  const { rise: largest } = largestRise(surface, x, region, options);
  const start = performance.now();
  const { value, gradient } = surface.gradient(x);
  const step = region.furthest(gradient.map((g, i) => scale[i]! * g));
  const there = surface.value(x.map((xi, i) => xi + scale[i]! * step[i]!));
  const cost = costSince(start, { gradients: 2 });
  return { firstOrder: exact(there - value, cost), largest };
}
