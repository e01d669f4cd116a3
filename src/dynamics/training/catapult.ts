import type { Clock } from '../integrate/term.ts';

/** When the loss was evaluated. */
export type Moment = Pick<Clock, 'step' | 't'>;

/** A rise of the training loss well above its first value, as far as evaluations show it. */
export interface Catapult {
  readonly peak: Moment & { readonly loss: number };
  /** The first evaluation after the peak with a loss no higher than the first one; null if there was none. */
  readonly recovered: Moment | null;
}

/** A loss this many times the first one is well above it: mini-batch noise in the first steps stays below, by trial. */
export const RISE = 2;

/**
 * Watches for a catapult: the loss rises above RISE times its first value and comes back to it.
 *
 * Gradient descent does so for rates between 2/λ₀ and about 4/λ₀, to end where λ < 2/η; Lewkowycz,
 * Bahri, Dyer, Sohl-Dickstein & Gur-Ari, The large learning rate phase of deep learning: the catapult
 * mechanism (2020), §2. Of several rises it is the highest one. A short rise between two evaluations is not noticed.
 */
export interface CatapultWatch {
  /** Adds the next evaluation; true where its loss is the highest so far and above the first. */
  add(at: Moment, loss: number): boolean;
  /** The highest rise so far; undefined where none was well above the first loss. */
  found(): Catapult | undefined;
}

/** A watch over one training. */
export function catapultWatch(): CatapultWatch {
  let first = Number.NaN;
  let peak: Catapult['peak'] | undefined;
  let recovered: Moment | null = null;
  return {
    add({ step, t }, loss) {
      if (Number.isNaN(first)) first = loss;
      if (loss > (peak?.loss ?? first)) {
        peak = { step, t, loss };
        recovered = null;
        return true;
      }
      if (peak !== undefined && loss <= first) recovered ??= { step, t };
      return false;
    },
    found: () => (peak !== undefined && peak.loss > RISE * first ? { peak, recovered } : undefined),
  };
}
