import { fields, type Resumable } from '../../core/resumable.ts';

/** The loss after a step. */
export interface SampledLoss {
  readonly step: number;
  readonly loss: number;
}

/** A mean of the loss over the steps `from` to `until`, both among them. */
export interface LossAverage {
  readonly from: number;
  readonly until: number;
  readonly mean: number;
}

/** The losses of the last steps of a training, of every `gap`-th of them. */
export interface LossWindow extends Resumable<WindowState> {
  readonly gap: number;
  /** Forgets all, to go on with the samples from this step on. */
  restart(step: number): void;
  /** Adds the loss after a step; that of a step which is no multiple of the gap is left out. */
  add(sample: SampledLoss): void;
  /** The mean over the last steps, or over all from step 0 on while they are fewer; undefined where some were not sampled. */
  average(): LossAverage | undefined;
  /** The highest of these losses at or below a level, the first of several; undefined without one. */
  highestWithin(level: number): SampledLoss | undefined;
}

/** What a window holds. */
export interface WindowState {
  readonly since: number;
  readonly samples: readonly SampledLoss[];
}

/** Losses of a window: enough that their mean is within a few per cent of that over all of its steps, by trial. */
const SAMPLES = 16;

/** A window of so many steps, ≥ 1. */
export function lossWindow(steps: number): LossWindow {
  const gap = Math.ceil(steps / SAMPLES);
  const own = { since: 0, samples: [] as readonly SampledLoss[] };
  return {
    gap,
    ...fields<WindowState>(own),
    restart(step) {
      own.since = step;
      own.samples = [];
    },
    add(sample) {
      if (sample.step % gap !== 0) return;
      own.samples = [...own.samples.filter(({ step }) => step > sample.step - steps), sample];
    },
    average() {
      const { samples, since } = own;
      const until = samples.at(-1)?.step;
      if (until === undefined) return undefined;
      const from = Math.max(0, until - steps + 1);
      if (since > from) return undefined;
      return {
        from,
        until,
        mean: samples.reduce((sum, { loss }) => sum + loss, 0) / samples.length,
      };
    },
    highestWithin: (level) =>
      own.samples
        .filter(({ loss }) => loss <= level)
        .reduce<SampledLoss | undefined>(
          (best, one) => (best === undefined || one.loss > best.loss ? one : best),
          undefined,
        ),
  };
}
