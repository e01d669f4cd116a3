import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Ending } from './ending.ts';
import { followerOf } from './follower.ts';
import type { Method } from './integrate.ts';
import {
  type Directions,
  displacements,
  functionDistances,
  pairwiseDistances,
} from './separation.ts';

export interface LockstepOptions {
  /** Training times at which all meet, ascending. */
  readonly times: readonly number[];
  readonly precision?: Precision;
  /** f(θ) on examples of the caller's choice, a pure function of tensors. Shape [n, …]. */
  readonly outputs?: (theta: Params) => Tensor;
  /** What displacements are from: a method by its place in the list, by default the first, or the start. */
  readonly reference?: number | 'start';
  /** Directions along which displacements are measured. */
  readonly directions?: Directions;
  /** The checkpoints of a meeting, to go on from it. */
  readonly resume?: readonly (Checkpoint | Ending)[];
}

/** All methods at one training time; entries of a method that has ended are NaN. */
export interface Meeting {
  readonly time: number;
  /** θ of each method, undefined once it has ended; its tensors live until the next meeting is requested. */
  readonly thetas: readonly (Params | undefined)[];
  /** ‖θᵢ − θⱼ‖₂. Shape [k][k]. */
  readonly distances: readonly (readonly number[])[];
  /** (1/n Σₓ ‖fᵢ(x) − fⱼ(x)‖²)^{1/2} over the examples x, where outputs are given. Shape [k][k]. */
  readonly functionDistances?: readonly (readonly number[])[];
  /** ⟨u, θᵢ − θ_reference⟩/‖u‖ for each direction u, where directions are given. Shape [k][directions]. */
  readonly displacements?: readonly (readonly number[])[];
  /** To go on from this meeting, with the same bytes. Its tensors are the caller's to free. */
  checkpoint(): (Checkpoint | Ending)[];
}

/**
 * Runs k methods from one start on one clock, the training time t, and yields them at given times.
 *
 * Between its steps a method is at `TrajectoryPoint.at`: a shorter step of its own solver, which does not disturb the
 * trajectory, so each one is that of `integrate` bit for bit. Mini-batches are shared by giving the terms the
 * same `Batches`, keyed by the step, and noise by the same `brownianPath`. Returns how each ended;
 * 'completed' for those that came to the last time. A schedule that falls to zero before is 'step-too-small'.
 *
 * Costs the steps of each method, and for each meeting between two steps one step more.
 *
 * @throws RangeError unless times ascend from 0 or more, for a reference that is no method, and for directions
 * that are not of length P
 * @example
 * const methods = [gradientFlow(objective, 1e-4), gradientDescent(objective, 0.02)];
 * for (const { time, distances } of lockstep(methods, theta0, { times: [0, 2] }))
 *   console.log(time, distances[0]![1]!.toFixed(3));
 * // → 0 0.000
 * // → 2 0.006
 */
export function* lockstep(
  methods: readonly Method[],
  theta0: Params,
  options: LockstepOptions,
): Generator<Meeting, readonly Ending[]> {
  const { times, precision = 'single', reference = 0, resume } = options;
  const wrong = times.findIndex((time, i) => !(time >= 0 && time > (times[i - 1] ?? -1)));
  if (wrong >= 0) throw new RangeError(`invalid times; not ascending from 0: ${times.join(', ')}`);
  if (reference !== 'start' && methods[reference] === undefined)
    throw new RangeError(`invalid reference; not in 0 … ${methods.length - 1}: ${reference}`);
  const { outputs } = options;
  const network = outputs && compile((theta) => [outputs(theta)], precision);
  const followers = methods.map((method, i) => followerOf(method, theta0, precision, resume?.[i]));
  let thetas: (Tensor[] | undefined)[] = [];
  try {
    for (const time of times) {
      dispose(thetas.flatMap((theta) => theta ?? []));
      thetas = [];
      for (const follower of followers) thetas.push(follower.to(time));
      const from = reference === 'start' ? theta0 : thetas[reference];
      const flat = thetas.map((theta) => theta && flatten64(theta));
      yield {
        time,
        thetas,
        distances: pairwiseDistances(flat, 1),
        ...(network && { functionDistances: functionDistances(network, thetas) }),
        ...(options.directions && {
          displacements: displacements(options.directions, flat, from, time),
        }),
        checkpoint: () => followers.map((follower) => follower.checkpoint()),
      };
    }
    return followers.map((follower) => follower.ending() ?? 'completed');
  } finally {
    dispose(thetas.flatMap((theta) => theta ?? []));
    for (const follower of followers) follower.close();
    network?.dispose();
  }
}
