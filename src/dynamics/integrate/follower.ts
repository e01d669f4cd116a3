import type { Precision } from '../../engine/program/compile.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Ending } from './ending.ts';
import { integrate, type Method } from './integrate.ts';
import { type TrajectoryPoint, weightsAt } from './trajectory-point.ts';

/** One method of a lockstep, run as far as times are requested. */
interface Follower {
  /** θ at a time, no earlier than the last one requested; undefined if the method ended before. */
  to(time: number): Tensor[] | undefined;
  checkpoint(): Checkpoint | Ending;
  ending(): Ending | undefined;
  close(): void;
}

/** Starts a method at θ₀, or where a lockstep left it. */
export function followerOf(
  method: Method,
  theta0: Params,
  precision: Precision,
  from: Checkpoint | Ending | undefined,
): Follower {
  let ending = typeof from === 'string' ? from : undefined;
  const resume = typeof from === 'object' ? { resume: from } : {};
  const path = integrate(method, theta0, { precision, ...resume });
  let point: TrajectoryPoint | undefined;
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
