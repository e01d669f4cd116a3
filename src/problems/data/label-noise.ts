import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';

/** What is done to training labels. */
export interface LabelDisturbance {
  /** Fraction replaced by another class, in [0, 1]. */
  readonly labelNoise: number;
  /** Replace every label by a uniform draw. */
  readonly randomLabels: boolean;
}

/**
 * Training labels [n] with exactly round(labelNoise · n) of them moved to another class, or, with
 * randomLabels, all drawn anew and uniformly.
 *
 * @throws InputError for label noise where there is one class.
 */
export function disturbed(
  labels: Int32Array,
  classes: number,
  { labelNoise, randomLabels }: LabelDisturbance,
  random: Rng,
): Int32Array {
  if (randomLabels) {
    const draw = random.fork('random-labels');
    return labels.map(() => draw.integer(classes));
  }
  const noisy = Math.round(labelNoise * labels.length);
  if (noisy === 0) return labels;
  if (classes < 2) {
    throw new InputError(
      `data.labelNoise ${labelNoise} needs another class, but the data have ${classes}; set it to 0`,
    );
  }
  const draw = random.fork('label-noise');
  const out = labels.slice();
  for (const i of draw.permutation(labels.length).subarray(0, noisy)) {
    // A shift of 1 … classes − 1 reaches every other class alike and never the same one.
    out[i] = (labels[i]! + 1 + draw.integer(classes - 1)) % classes;
  }
  return out;
}
