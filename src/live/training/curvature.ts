import type { Params } from '../../engine/tensors/tensor.ts';
import type { Task } from '../../lab/task/task.ts';
import { sharpness } from '../../probes/spectrum/sharpness.ts';
import { trace } from '../../probes/trace/hutchinson.ts';
import type { LaneRow } from '../state/messages.ts';

/** λ is read against a line in a figure: 2 % is less than the width of what one can see of it. */
const SHARPNESS = { tolerance: 0.02, maxIterations: 40 };

/** The fewest random vectors that give a standard error. */
const TRACE = { relativeError: 0.1, maxProbes: 32 };

/** λ by Lanczos and tr H by Hutchinson's estimator at θ, with the streams of the run as in the lab. */
export function curvatureAt(
  theta: Params,
  { hessians, random }: Task,
): Required<Pick<LaneRow, 'sharpness' | 'trace'>> {
  const H = hessians.at(theta);
  try {
    const lambda = sharpness(H, { ...SHARPNESS, random: random.fork('sharpness') });
    const sum = trace(H, { ...TRACE, random: random.fork('trace') });
    return {
      sharpness: { value: lambda.value, error: lambda.stderr },
      trace: { value: sum.value, error: sum.stderr },
    };
  } finally {
    H.dispose();
  }
}
