import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Ending } from './ending.ts';
import { type Checkpoint, integrate, type Method, type Point } from './integrate.ts';
import { weightsAt } from './point.ts';

export interface LockstepOptions {
  /** Training times at which all meet, ascending. */
  readonly times: readonly number[];
  readonly precision?: Precision;
  /** f(θ) on examples of the caller's choice, a pure function of tensors. Shape [n, …]. */
  readonly outputs?: (theta: Params) => Tensor;
  /** What displacements are from: a method by its place in the list, by default the first, or the start. */
  readonly reference?: number | 'start';
  /** Vectors u, flat in the order of θ, shape [P] each: fixed, or of the reference where it is at each meeting. */
  readonly directions?:
    | readonly Float64Array[]
    | ((reference: Params, time: number) => readonly Float64Array[]);
  /** The checkpoints of a meeting, to go on from it. */
  readonly resume?: readonly (Checkpoint | Ending)[];
}

/** All methods at one training time. NaN stands where a method has ended. */
export interface Meeting {
  readonly time: number;
  /** θ of each method, undefined once it has ended; its tensors live until the next meeting is asked for. */
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
 * Follows k methods from one start on one clock, the training time t, and yields them where they meet.
 *
 * Between its steps a method is at `Point.at`: a shorter step of its own solver, which does not disturb the
 * trajectory, so each one is that of `integrate` bit for bit. Mini-batches are shared by giving the terms the
 * same `Batches`, keyed by the step, and noise by the same `brownianPath`. Returns how each ended;
 * 'completed' for those that came to the last time. A schedule that falls to zero before is 'step-too-small'.
 *
 * Costs the steps of each method, and for each meeting between two steps one step more.
 *
 * @throws RangeError unless times ascend from 0 or more, for a reference that is no method, and for directions
 * that are not of length P
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
  const followers = methods.map((method, i) => follow(method, theta0, precision, resume?.[i]));
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
        distances: pairwise(flat, 1),
        ...(network && { functionDistances: inFunction(network, thetas) }),
        ...(options.directions && { displacements: along(options.directions, flat, from, time) }),
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

/** One method on its way. */
interface Follower {
  /** θ at a time, no earlier than the last one asked for; undefined if the method ended before. */
  to(time: number): Tensor[] | undefined;
  checkpoint(): Checkpoint | Ending;
  ending(): Ending | undefined;
  close(): void;
}

function follow(
  method: Method,
  theta0: Params,
  precision: Precision,
  from: Checkpoint | Ending | undefined,
): Follower {
  let ending = typeof from === 'string' ? from : undefined;
  const resume = typeof from === 'object' ? { resume: from } : {};
  const path = integrate(method, theta0, { precision, ...resume });
  let point: Point | undefined;
  const close = () => void path.return('interrupted');
  const advance = () => {
    const stood = point?.t;
    const next = path.next();
    if (next.done === true) ending = next.value;
    else if (next.value.t === stood) {
      ending = 'step-too-small';
      close();
    } else point = next.value;
  };
  return {
    to(time) {
      while (ending === undefined) {
        const theta = point && weightsAt(point, time);
        if (theta !== undefined) return theta;
        advance();
      }
      return undefined;
    },
    // The next meeting may be before the end of the step that this one lies in.
    checkpoint: () => ending ?? point!.departure(),
    ending: () => ending,
    close,
  };
}

/** (‖xᵢ − xⱼ‖²/n)^{1/2} for every pair. */
const pairwise = (xs: readonly (Float64Array | undefined)[], n: number): number[][] =>
  xs.map((x) => xs.map((y) => (x && y ? Math.sqrt(squared(x, y) / n) : Number.NaN)));

function squared(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return sum;
}

function inFunction(
  network: (theta: Params) => Tensor[],
  thetas: readonly (Params | undefined)[],
): number[][] {
  let n = 1;
  const outputs = thetas.map((theta) => {
    if (theta === undefined) return undefined;
    const [f] = network(theta);
    n = f!.shape[0] ?? 1;
    const values = read64(f!);
    dispose(f!);
    return values;
  });
  return pairwise(outputs, n);
}

function along(
  directions: NonNullable<LockstepOptions['directions']>,
  thetas: readonly (Float64Array | undefined)[],
  reference: Params | undefined,
  time: number,
): number[][] {
  const given = typeof directions !== 'function';
  const us = given ? directions : reference === undefined ? [] : directions(reference, time);
  if (reference === undefined) return thetas.map(() => us.map(() => Number.NaN));
  const from = flatten64(reference);
  const wrong = us.find((u) => u.length !== from.length);
  if (wrong !== undefined)
    throw new RangeError(`invalid direction; ${from.length} entries expected: ${wrong.length}`);
  return thetas.map((theta) => us.map((u) => (theta ? component(u, theta, from) : Number.NaN)));
}

/** ⟨u, x − y⟩/‖u‖ */
function component(u: Float64Array, x: Float64Array, y: Float64Array): number {
  let [dot, size] = [0, 0];
  for (let i = 0; i < u.length; i++) {
    dot += u[i]! * (x[i]! - y[i]!);
    size += u[i]! ** 2;
  }
  return dot / Math.sqrt(size);
}
