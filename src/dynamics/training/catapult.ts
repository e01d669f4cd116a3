import { fields, type Resumable } from '../../core/resumable.ts';
import type { Moment } from '../integrate/trajectory-point.ts';

/** A rise of the training loss well above its first value. */
export interface Catapult {
  readonly peak: Moment & { readonly loss: number };
  /** The first time after the peak at which the loss was no higher than the first one; null if there was none. */
  readonly recovered: Moment | null;
}

/** A loss this many times the first one is well above it: mini-batch noise in the first steps stays below, by trial. */
export const RISE = 2;

/** Under noise a catapult is a peak so many times the highest loss of the second half of the training time; by trial. */
const STANDS_OUT = 10;

/**
 * Watches for a catapult: the loss rises above RISE times its first value and comes back to it.
 *
 * Gradient descent does so for rates between 2/λ₀ and about 4/λ₀, to end where λ < 2/η; Lewkowycz,
 * Bahri, Dyer, Sohl-Dickstein & Gur-Ari, The large learning rate phase of deep learning: the catapult
 * mechanism (2020), §2. Of several rises it is the highest one. Under noise it must lie in the first half of the
 * training time, stand out of all that follows, and leave the loss below its first value for good: a loss that
 * starts at a minimum, or in a stationary state, is raised by the noise again and again.
 */
export interface CatapultWatch extends Resumable<CatapultState> {
  /** Adds the next loss; true where it is the highest so far and above the first. */
  add(at: Moment, loss: number): boolean;
  /** The highest rise so far; undefined where none was well above the first loss, or noise may have raised it. */
  found(): Catapult | undefined;
}

/** What a watch has seen so far. */
export interface CatapultState {
  readonly first: number;
  readonly peak: Catapult['peak'] | undefined;
  readonly recovered: Moment | null;
  readonly end: number;
  /** Losses above all that came after them, so that the highest from any time on is known at the end. */
  readonly summits: readonly { readonly t: number; readonly loss: number }[];
}

/** A watch over one training, by a method with or without noise. */
export function catapultWatch({ noisy = false }: { readonly noisy?: boolean } = {}): CatapultWatch {
  const own = {
    first: Number.NaN,
    peak: undefined as CatapultState['peak'],
    recovered: null as CatapultState['recovered'],
    end: 0,
    summits: [] as { readonly t: number; readonly loss: number }[],
  };
  const standsOut = (top: Catapult['peak']): boolean => {
    const { summits, first, end } = own;
    const later = summits.find(({ t }) => t > end / 2)?.loss ?? Number.POSITIVE_INFINITY;
    return later < first && top.loss > STANDS_OUT * later;
  };
  return {
    ...fields<CatapultState>(own),
    add({ step, t }, loss) {
      const { summits } = own;
      if (Number.isNaN(own.first)) own.first = loss;
      own.end = t;
      if (noisy) {
        while (summits.length > 0 && summits.at(-1)!.loss <= loss) summits.pop();
        summits.push({ t, loss });
      }
      if (loss > (own.peak?.loss ?? own.first)) {
        own.peak = { step, t, loss };
        own.recovered = null;
        return true;
      }
      if (own.peak !== undefined && loss <= own.first) own.recovered ??= { step, t };
      return false;
    },
    found() {
      const { peak, first, recovered } = own;
      if (peak === undefined || !(peak.loss > RISE * first)) return undefined;
      return noisy && !standsOut(peak) ? undefined : { peak, recovered };
    },
  };
}
