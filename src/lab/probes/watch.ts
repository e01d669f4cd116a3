import type * as z from 'zod';
import { fields, type Resumable, together } from '../../core/resumable.ts';
import type { Scalars } from '../../core/scalars.ts';
import { everySteps, type Pace } from '../../dynamics/integrate/pace.ts';
import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import type { StopRules } from '../../dynamics/training/stop-rules.ts';
import type { SpecMethod } from '../methods/method.ts';
import { means, positive, whole } from '../spec/field.ts';
import type { Task } from '../task/task.ts';

/** A run that is about to begin, as a probe sees it that watches it from then on. */
export interface RunAhead {
  readonly task: Task;
  readonly method: SpecMethod;
  /** Where it ends at the latest, as far as that is known. */
  readonly stop: Pick<StopRules, 'steps' | 'time'>;
}

/** Where a run is, and how its weights are read there. */
export interface Look extends Pick<TrajectoryPoint, 'step' | 't'> {
  /** All weights, in float64. Shape [P]. */
  weights(): Float64Array;
}

/** What a probe gathers of a run while it goes; what it has seen can be saved, so that a run can go on where it was stopped. */
export interface Watcher<Arrays = object> extends Resumable<unknown> {
  /** Where it looks, and the loss is evaluated besides. */
  readonly pace: Pace;
  /** Called at each evaluation of the loss where the pace has come to, in order. */
  look(at: Look): void;
  /** What it has found in the end; undefined where it saw too little. */
  measured(): { readonly scalars: Scalars; readonly arrays?: Arrays } | undefined;
}

/** A part of a run, from some point on. */
export interface Window extends Resumable<WindowState> {
  /** The share of it that is over at a point, 0 … 1; undefined before it. */
  shareAt(at: Pick<Look, 'step' | 't'>): number | undefined;
}

/** The share of the run after which it began; absent: it has not. */
interface WindowState {
  readonly begun?: number;
}

/** The keys of a probe that averages over a window of its run. */
export const windowKeys = {
  every: whole(1, 'give the steps from one look to the next, such as 10')
    .default(10)
    .meta(
      means('The steps from one look to the next.', {
        source: 'chosen: neighbouring looks see much the same',
        example: 1,
      }),
    ),
  from: positive('give the training time at which averages begin; left out: half of the run')
    .exactOptional()
    .meta(
      means('The training time at which averages begin; left out, half of the run.', {
        example: 50,
      }),
    ),
};

export type WindowOptions = z.output<z.ZodObject<typeof windowKeys>>;

/**
 * The window from a training time on, or from this share of the run on, whose end its stop rules tell beforehand: by default its second half.
 */
export function windowOf(
  { stop }: Pick<RunAhead, 'stop'>,
  { from }: Pick<WindowOptions, 'from'>,
  begin = 0.5,
): Window {
  const progress = ({ step, t }: Pick<Look, 'step' | 't'>) =>
    Math.max(
      step / (stop.steps ?? Number.POSITIVE_INFINITY),
      t / (stop.time ?? Number.POSITIVE_INFINITY),
    );
  const own: { begun?: number } = {};
  return {
    ...fields<WindowState>(own),
    shareAt(at) {
      const done = progress(at);
      if (from === undefined ? done < begin : at.t < from) return undefined;
      own.begun ??= done;
      const { begun } = own;
      return begun >= 1 ? 1 : Math.min(1, (done - begun) / (1 - begun));
    },
  };
}

/** Gathers the weights that it is shown. */
interface Gatherer extends Resumable<unknown> {
  add(weights: Float64Array, share: number): void;
}

/** Looks at all weights every so many steps within a window of the run. */
export const within = (
  window: Window,
  every: number,
  gatherer: Gatherer,
): Omit<Watcher, 'measured'> => ({
  ...together({ window, gatherer }),
  pace: everySteps(every),
  look(at) {
    const share = window.shareAt(at);
    if (share !== undefined) gatherer.add(at.weights(), share);
  },
});
