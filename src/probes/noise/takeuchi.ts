/** Two numbers in the place of tr(G⁻¹E). */
export interface Takeuchi {
  /** tr E/(tr G + ε) */
  readonly trace: number;
  /** Σⱼ eⱼⱼ/(gⱼⱼ + ε) */
  readonly diagonal: number;
}

/**
 * Takeuchi’s information criterion tr(G⁻¹E) from diagonals alone, with G the Gauss–Newton matrix and E = (1/n) Σ gᵢgᵢᵀ the second moment of the
 * gradients, not centred.
 *
 * Thomas et al., On the interplay between noise and curvature, AISTATS 2020; trace and diagonal as approximations, and ε, as Schneider, Dangel & Hennig
 * 2021. Where a weight has neither it adds nothing. `mean` and `variance` are of the gradients, with 1/n. Shapes [P].
 */
export function takeuchi(
  {
    mean,
    variance,
    curvature,
  }: {
    readonly mean: Float64Array;
    readonly variance: Float64Array;
    readonly curvature: Float64Array;
  },
  epsilon: number,
): Takeuchi {
  let [moments, trace, diagonal] = [0, 0, 0];
  for (const [j, c] of curvature.entries()) {
    const moment = variance[j]! + mean[j]! ** 2;
    moments += moment;
    trace += c;
    if (moment > 0) diagonal += moment / (c + epsilon);
  }
  return { trace: moments / (trace + epsilon), diagonal };
}
