import { fields, type Resumable } from '../../core/resumable.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { type Checkpoint, free } from '../integrate/checkpoint.ts';
import type { Pace } from '../integrate/pace.ts';
import { type Place, placeOf } from '../integrate/place.ts';
import {
  checkpointOf,
  type PlainCheckpoint,
  plainCheckpoint,
} from '../integrate/plain-checkpoint.ts';
import type { TrajectoryPoint } from '../integrate/trajectory-point.ts';
import { type LossAverage, lossWindow, type SampledLoss, type WindowState } from './loss-window.ts';

/** Where a training ends, at the step that reaches its target. */
export interface TargetStep {
  /** The caller's to free. */
  readonly checkpoint: Checkpoint;
  readonly loss: number;
  /** Under noise: the mean of the loss that reached the target. */
  readonly average?: LossAverage;
}

/** Looks for the step at which a training reaches its target loss. */
export interface TargetSearch extends Resumable<SearchState> {
  /** Where it needs the loss, beside the evaluations that are due without it; nowhere while the target is far. */
  readonly pace: Pace;
  /** Whether it has asked for this step. */
  due(step: number): boolean;
  /** A loss on the way between two evaluations. */
  pass(loss: number): void;
  /**
   * After the evaluation at the start, and every one that is due with or without it: the end of the training, which may lie before
   * this point; undefined where the training goes on.
   */
  add(point: TrajectoryPoint, loss: number): TargetStep | undefined;
  /** The same where the training is over otherwise, at this step. */
  end(at: SampledLoss): TargetStep | undefined;
  dispose(): void;
}

/** What a search knows so far. */
export interface SearchState {
  readonly own: {
    /** The losses at the ends of the last spans. */
    readonly ends: readonly number[];
    readonly lowest: number;
    readonly sampling: boolean;
  };
  /** The ends of the last two spans. */
  readonly marks: readonly PlainCheckpoint[];
  readonly window: WindowState;
}

export interface TargetSearchOptions {
  readonly target: number;
  /** Steps over which the loss is averaged; absent where nothing is noisy. */
  readonly average?: number;
  /** The full training loss. */
  readonly loss: (theta: Params) => number;
  /** The trajectory again, from a checkpoint of it to a step, bit for bit. */
  readonly replay: (from: Checkpoint, to: number, stride: Pace) => Iterable<TrajectoryPoint>;
}

/** The fewest steps over which a noisy loss is averaged: an epoch of large mini-batches has one or two. */
const LEAST = 16;
/** Changes of the loss, from one span of steps to the next, that tell how far it may fall in one; by trial. */
const CHANGES = 6;

/**
 * The end of a training at its target: the first step whose full loss L is at or below it; under noise, where a single step
 * may be a lucky dip, of the first steps k − W + 1 … k over which L averages to the target or below, the one whose own loss is nearest
 * to it from below.
 *
 * W is an epoch, at least 16 steps; the mean is over 16 of them, evenly spaced, and the end is sought among those and, next to
 * the one chosen, among the steps in between. So the weights at the end are at the target by their own loss, and the trajectory is there
 * by its mean. Of SGD with B = 4 … 32 on 500 images of MNIST, 72 ends at targets from 0.1 to 0.012 lay 0.5 % below the target on average and
 * 2 % at most; those at the first evaluation below it up to 18 %.
 *
 * Evaluating every step would cost several times the steps themselves. While the target is far the loss is known where the training evaluates
 * it anyway, and the trajectory is divided into spans of W steps or more. Where the lower end of a span, less the largest fall or
 * rise over one of the last six, is at the target or below, the two last spans are gone through again from a checkpoint, and
 * from then on samples are taken on the way, until the loss is farther off than twice such a change.
 */
export function targetSearch(options: TargetSearchOptions): TargetSearch {
  const { target, loss, replay } = options;
  const steps = options.average === undefined ? 1 : Math.max(LEAST, options.average);
  const window = lossWindow(steps);
  const { gap } = window;
  const marks: Place[] = [];
  const own = { ends: [] as readonly number[], lowest: Number.POSITIVE_INFINITY, sampling: false };
  const kept = fields<SearchState['own']>(own);

  /** Whether the target lies within so many of the largest changes that were seen lately, as factors. */
  const within = (changes: number): boolean => {
    const { ends, lowest } = own;
    const factors = ends.slice(1).map((now, i) => Math.min(now / ends[i]!, ends[i]! / now));
    const factor = Math.max(0, Math.min(1, ...factors));
    return lowest <= target || lowest * factor ** changes <= target;
  };

  const sample = (step: number, value: number): LossAverage | undefined => {
    if (step % gap !== 0) return undefined;
    window.add({ step, loss: value });
    const average = window.average();
    return average !== undefined && average.mean <= target ? average : undefined;
  };

  const lossAt = (point: TrajectoryPoint) => point.loss ?? loss(point.theta);

  const lookBack = (to: number): TargetStep | undefined => {
    const [from] = marks;
    window.restart(from!.step);
    for (const point of replay(from!.at(), to, ({ step }) => gap - (step % gap))) {
      const average = point.step % gap === 0 ? sample(point.step, lossAt(point)) : undefined;
      if (average !== undefined) return chosen(average);
    }
    return undefined;
  };

  const chosen = (average: LossAverage): TargetStep => {
    const { step: last } = window.highestWithin(target)!;
    const before = last - gap;
    const from = marks.findLast(({ step }) => step <= before) ?? marks[0]!;
    let best: { readonly checkpoint: Checkpoint; readonly loss: number } | undefined;
    for (const point of replay(from.at(), last, ({ step }) => Math.max(1, before + 1 - step))) {
      if (point.step <= Math.max(before, from.step)) continue;
      const value = lossAt(point);
      if (!(value <= target) || (best !== undefined && value <= best.loss)) continue;
      if (best !== undefined) free(best.checkpoint);
      best = { checkpoint: point.checkpoint(), loss: value };
    }
    return { ...best!, ...(options.average !== undefined && { average }) };
  };

  return {
    pace: ({ step }) => (own.sampling ? gap - (step % gap) : Number.POSITIVE_INFINITY),
    due: (step) => own.sampling && step % gap === 0,
    save: () => ({
      own: kept.save(),
      marks: marks.map((mark) => plainCheckpoint(mark.at())),
      window: window.save(),
    }),
    restore(state) {
      kept.restore(state.own);
      for (const mark of marks.splice(0)) mark.free();
      marks.push(...state.marks.map((mark) => placeOf(checkpointOf(mark))));
      window.restore(state.window);
    },
    pass(value) {
      own.lowest = Math.min(own.lowest, value);
    },
    add(point, value) {
      own.lowest = Math.min(own.lowest, value);
      const last = marks.at(-1);
      const average = own.sampling || last === undefined ? sample(point.step, value) : undefined;
      if (average !== undefined && last !== undefined) return chosen(average);
      if (average !== undefined)
        return {
          ...{ checkpoint: point.checkpoint(), loss: value },
          ...(options.average !== undefined && { average }),
        };
      if (last !== undefined && point.step - last.step < steps) return undefined;
      own.ends = [...own.ends.slice(-CHANGES), value];
      if (own.sampling) own.sampling = within(2);
      else if (last !== undefined && within(1)) {
        const found = lookBack(point.step);
        if (found !== undefined) return found;
        own.sampling = true;
      }
      marks.push(point.hold());
      if (marks.length > 2) marks.shift()!.free();
      own.lowest = value;
      return undefined;
    },
    end({ step, loss: value }) {
      own.lowest = Math.min(own.lowest, value);
      const last = marks.at(-1);
      return !own.sampling && last !== undefined && step > last.step && within(1)
        ? lookBack(step)
        : undefined;
    },
    dispose() {
      for (const mark of marks) mark.free();
    },
  };
}
