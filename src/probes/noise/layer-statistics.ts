import { type Cost, type Estimate, exact, noCost } from '../../core/estimate.ts';
import { axpy, norm } from '../../linalg/float64.ts';
import type { Block } from '../../linalg/layers.ts';

/** Gradient, noise and movement of one layer at one point of training. */
export interface LayerStatistics {
  /** ‖∇L‖ over its parameters. */
  readonly gradient: Estimate;
  /** tr C over its parameters. */
  readonly noise: Estimate;
  /** Mean over its parameters of ḡⱼ²/Cⱼⱼ. */
  readonly signalToNoise: Estimate;
  /** ‖θ_k − θ_{k−1}‖ */
  readonly update: Estimate;
  /** ‖θ_k − θ₀‖ */
  readonly distance: Estimate;
  /** Parameters whose gradient is the same for all examples; they have no signal-to-noise ratio. */
  readonly silent: number;
}

/** Flat vectors of one point, each of shape [P]. */
export interface TrainingPoint {
  /** ∇L */
  readonly mean: Float64Array;
  /** diag C */
  readonly variance: Float64Array;
  readonly theta: Float64Array;
  /** θ a step earlier. */
  readonly previous: Float64Array;
  /** θ₀ */
  readonly start: Float64Array;
  /** What the moments cost. */
  readonly cost: Cost;
}

/**
 * Gradient norm, noise, gradient signal-to-noise ratio, update size and distance from the start, block by block of
 * the parameters; [{ from: 0, to: P }] gives those of the whole network.
 *
 * The signal-to-noise ratio is that of Liu et al., Understanding why neural networks generalize
 * well through GSNR of parameters, ICLR 2020, with moments over the n training examples; pure noise has about 1/n.
 * The others are quantities of Cockpit (Schneider, Dangel & Hennig 2021, §2). All come from one measurement of
 * the moments, and are exact. NaN where every parameter of a block is silent.
 */
export function layerStatistics(
  blocks: readonly Block[],
  { mean, variance, theta, previous, start, cost }: TrainingPoint,
): LayerStatistics[] {
  return blocks.map(({ from, to }) => {
    const own = (v: Float64Array) => v.subarray(from, to);
    let [noise, ratios, counted] = [0, 0, 0];
    for (let j = from; j < to; j++) {
      noise += variance[j]!;
      if (variance[j]! === 0) continue;
      ratios += mean[j]! ** 2 / variance[j]!;
      counted++;
    }
    const apart = (v: Float64Array) => exact(norm(axpy(-1, own(v), own(theta))), noCost);
    return {
      gradient: exact(norm(own(mean)), cost),
      noise: exact(noise, cost),
      signalToNoise: exact(ratios / counted, cost),
      update: apart(previous),
      distance: apart(start),
      silent: to - from - counted,
    };
  });
}
