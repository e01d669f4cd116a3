import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';

/** What is done to training labels. */
export interface LabelDisturbance {
  /** Fraction replaced by another class, in [0, 1]. */
  readonly labelNoise: number;
  /** Replace every label by a uniform draw from the classes that occur. */
  readonly randomLabels: boolean;
}

/**
 * Training labels [n] with exactly round(labelNoise · n) of them moved to another of the `classes`, or, with
 * randomLabels, all drawn anew and uniformly from them. These are the classes of which there are examples: a
 * number that the data leave out is no answer.
 *
 * @throws InputError for label noise where there is one class.
 */
export function disturbed(
  labels: Int32Array,
  classes: readonly number[],
  { labelNoise, randomLabels }: LabelDisturbance,
  random: Rng,
): Int32Array {
  if (randomLabels) {
    const draw = random.fork('random-labels');
    return labels.map(() => classes[draw.integer(classes.length)]!);
  }
  const noisy = Math.round(labelNoise * labels.length);
  if (noisy === 0) return labels;
  if (classes.length < 2) {
    throw new InputError(
      `data.labelNoise ${labelNoise} needs another class, but the data have ${classes.length}; set it to 0`,
    );
  }
  const draw = random.fork('label-noise');
  const out = labels.slice();
  for (const i of draw.permutation(labels.length).subarray(0, noisy)) {
    out[i] = otherClass(labels[i]!, classes, draw);
  }
  return out;
}

/** Another of at least two classes, each alike. */
export function otherClass(label: number, classes: readonly number[], random: Rng): number {
  // A shift of 1 … m − 1 among m classes reaches every other one alike and never the same one.
  const shift = 1 + random.integer(classes.length - 1);
  return classes[(classes.indexOf(label) + shift) % classes.length]!;
}
