import type { Interval } from '../../core/range.ts';
import { fields, type Resumable } from '../../core/resumable.ts';
import { studentInterval } from '../../stats/student.ts';
import { waitingInterval } from '../../stats/waiting-time.ts';
import { type Landscape, minimumOf } from './minimum-of.ts';

/** How long walkers take to the other well. */
export interface Passage {
  /** In training time; a lower end where none escaped in the window. */
  readonly mean: number;
  /** ∞ where none escaped in the window. */
  readonly stderr: number;
  readonly interval: Interval;
  /** Walkers that came to the other minimum, at any time. */
  readonly escapes: number;
}

export interface FirstPassage extends Resumable<PassageState> {
  /** Where all walkers are at a training time, and whether the window has begun. Shape [walkers]. */
  add(x: ArrayLike<number>, t: number, counts: boolean): void;
  /** Undefined without a look in the window. */
  found(): Passage | undefined;
}

/** What became of walkers in a part of the run. */
interface Part {
  /** The time that all of them spent on the way. */
  exposure: number;
  escapes: number;
  /** Σ t² of those that escaped, t from the start on. */
  squares: number;
}

/** What is known of the walkers so far; times are NaN before they are known. */
interface PassageState {
  /** In which well a walker started, −1 or 1; 0 once it came to the other. Shape [walkers]. */
  readonly side: Int8Array;
  readonly early: Part;
  readonly late: Part;
  readonly waiting: number;
  readonly began: number;
  readonly last: number;
  readonly windowed: number;
}

/**
 * The mean time τ until a walker first comes to the minimum of the well in which it did not start.
 *
 * In the window passages are rare and exponential: from its begin t₀ on a walker takes τ₁ = exposure/escapes, the time that all walkers spent on the
 * way, those too that had not come in the end, over the number of those that had, the estimate of greatest likelihood. Before it they are not,
 * since nobody comes at once, and every walker counts as it went: τ is the mean of t for those that came by t₀, t₀ + τ₁ for the others.
 * A passage between two looks is taken to have been half-way. At the minimum, and not at the top between the wells, it hardly matters how
 * far apart looks are, or steps: walkers do not come back from there. Cox & Oakes, Analysis of Survival Data, 1984, section 3.2; Gardiner,
 * Handbook of Stochastic Methods, 2004, section 5.2.7.
 */
export function firstPassage(walkers: number, { places }: Landscape): FirstPassage {
  const [left, , right] = places as readonly [number, number, number];
  const nothing = (): Part => ({ exposure: 0, escapes: 0, squares: 0 });
  const own = {
    ...{ side: new Int8Array(walkers), waiting: walkers, early: nothing(), late: nothing() },
    ...{ began: Number.NaN, last: Number.NaN, windowed: Number.NaN },
  };
  const isThere = (walker: number, x: number) => (own.side[walker]! > 0 ? x <= left : x >= right);
  return {
    ...fields<PassageState>(own),
    add(x, t, counts) {
      const { side, early, late } = own;
      if (Number.isNaN(own.began)) {
        own.began = t;
        for (let walker = 0; walker < walkers; walker++)
          side[walker] = minimumOf({ places }, x[walker]!) === right ? 1 : -1;
      }
      // A look at which the window begins still belongs to what was before.
      const part = Number.isNaN(own.windowed) ? early : late;
      if (counts && Number.isNaN(own.windowed)) own.windowed = t;
      let arrived = 0;
      for (let walker = 0; walker < walkers; walker++) {
        if (side[walker] === 0 || !isThere(walker, x[walker]!)) continue;
        side[walker] = 0;
        arrived++;
      }
      const gone = Number.isNaN(own.last) ? 0 : t - own.last;
      const middle = t - gone / 2 - own.began;
      own.waiting -= arrived;
      part.exposure += (own.waiting + arrived / 2) * gone;
      part.escapes += arrived;
      part.squares += arrived * middle ** 2;
      own.last = t;
    },
    found() {
      const { early, late, began, last, windowed } = own;
      if (!(last > windowed)) return undefined;
      const share = (walkers - early.escapes) / walkers;
      const escapes = early.escapes + late.escapes;
      const rest = late.exposure / Math.max(1, late.escapes);
      const before = early.exposure / walkers;
      const mean = before + share * rest;
      const whole = windowed - began + rest;
      const spread = early.squares / walkers + share * whole ** 2 - mean ** 2;
      // How walkers differ by t₀, and how well τ₁ is known.
      const error = Math.sqrt(Math.max(0, spread) / walkers);
      if (late.exposure === 0)
        return {
          mean,
          stderr: error,
          interval: studentInterval(mean, error, walkers - 1),
          escapes,
        };
      const [low, high] = waitingInterval(late.exposure, late.escapes).map(
        (end) => share * end,
      ) as [number, number];
      const reach = studentInterval(0, error, walkers - 1)[1];
      return {
        ...{ mean, escapes },
        stderr:
          late.escapes === 0
            ? Number.POSITIVE_INFINITY
            : Math.hypot(error, (share * rest) / Math.sqrt(late.escapes)),
        interval: [
          mean - Math.hypot(reach, share * rest - low),
          mean + Math.hypot(reach, high - share * rest),
        ],
      };
    },
  };
}
