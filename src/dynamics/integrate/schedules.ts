import { fraction, integerAtLeast, nonNegative, positive } from '../../core/check.ts';

/** η of a step, ≥ 0 and in training time; a pure function of the step, which counts from 0. */
export type Schedule = (step: number) => number;

/** η(k) = η₀. */
export function constantRate(rate: number): Schedule {
  positive('rate', rate);
  return () => rate;
}

export interface StepDecay {
  /** Steps from one drop to the next, ≥ 1. */
  readonly every: number;
  /** γ in [0, 1]. */
  readonly factor: number;
}

/**
 * η(k) = η₀ γ^⌊k/every⌋, torch.optim.lr_scheduler.StepLR.
 *
 * @throws RangeError unless η₀ > 0, every is an integer ≥ 1 and γ in [0, 1]
 */
export function stepDecay(rate: number, { every, factor }: StepDecay): Schedule {
  positive('rate', rate);
  integerAtLeast('every', every, 1);
  fraction('factor', factor);
  return (step) => rate * factor ** Math.floor(step / every);
}

export interface Piecewise {
  /** Steps from which each of the factors holds, ascending, ≥ 1. */
  readonly at: readonly number[];
  /** Factors on η₀, ≥ 0, one for each of these steps. */
  readonly factors: readonly number[];
}

/**
 * η(k) = η₀ before the first of the steps, and η₀ times the factor of the last step that is at most k after it: the piecewise
 * constant schedule of every training library, with rates as factors on η₀.
 *
 * @throws RangeError unless η₀ > 0, the steps are ascending integers ≥ 1, and there are as many factors ≥ 0
 */
export function piecewise(rate: number, { at, factors }: Piecewise): Schedule {
  positive('rate', rate);
  for (const [i, step] of at.entries()) integerAtLeast('at', step, (at[i - 1] ?? 0) + 1);
  for (const factor of factors) nonNegative('factors', factor);
  if (at.length !== factors.length) {
    throw new RangeError(`invalid factors; not one for each of ${at.length} steps: ${factors}`);
  }
  return (step) => {
    const piece = at.findLastIndex((from) => from <= step);
    return piece < 0 ? rate : rate * factors[piece]!;
  };
}

export interface Cosine {
  /** T, the steps of the half period, ≥ 1. */
  readonly steps: number;
  /** η_T, which the rate keeps from step T on; 0 if left out, as in torch's CosineAnnealingLR. */
  readonly final?: number;
}

/**
 * η(k) = η_T + ½(η₀ − η_T)(1 + cos(πk/T)) for k < T, then η_T.
 *
 * Loshchilov & Hutter, SGDR, ICLR 2017, eq. (5), without restarts.
 *
 * @throws RangeError unless η₀ > 0, T is an integer ≥ 1 and η_T ≥ 0
 */
export function cosine(rate: number, { steps, final = 0 }: Cosine): Schedule {
  positive('rate', rate);
  integerAtLeast('steps', steps, 1);
  nonNegative('final', final);
  return (step) =>
    step < steps ? final + ((rate - final) * (1 + Math.cos((Math.PI * step) / steps))) / 2 : final;
}

/**
 * η(k) = η₀/(1 + k/τ): half of η₀ after τ steps, and η₀τ/k in the end.
 *
 * Ση = ∞ and Ση² < ∞, the condition of Robbins & Monro, Ann. Math. Statist. 22 (1951) 400–407.
 *
 * @throws RangeError unless η₀ and τ are in (0, ∞)
 */
export function inverseTime(rate: number, halvedAfter: number): Schedule {
  positive('rate', rate);
  positive('halvedAfter', halvedAfter);
  return (step) => rate / (1 + step / halvedAfter);
}

/**
 * η(k) min(1, (k + 1)/W): a linear rise over the first W steps, none of which is zero.
 *
 * Goyal et al., Accurate, large minibatch SGD (2017), §2.2, gradual warm-up.
 *
 * @throws RangeError unless W is an integer ≥ 1
 */
export function warmUp(schedule: Schedule, steps: number): Schedule {
  integerAtLeast('steps', steps, 1);
  return (step) => schedule(step) * Math.min(1, (step + 1) / steps);
}
