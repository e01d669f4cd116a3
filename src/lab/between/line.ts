import type { Estimate } from '../../core/estimate.ts';
import { spaced } from '../../probes/landscape/slice.ts';
import { interpolation } from '../../probes/landscape/slices.ts';
import { type Ends, HEIGHT } from './ends.ts';
import type { LineAsked } from './request.ts';
import { type Walk, walk } from './walk.ts';

/** What was found on the straight line through two runs. */
export interface Line extends Walk {
  /** Of the training loss, from the first run to the second; see `barrier`. */
  readonly barrier: Estimate;
}

/** Measures probes on θ_A + t(θ_B − θ_A), and the barrier between the runs. */
export function lineThrough(ends: Ends, { from, to, points, asked }: LineAsked): Line {
  const [a, b] = ends.points as [Float64Array, Float64Array];
  const { height } = interpolation(ends.task.objective, a, b, HEIGHT);
  const placeAt = (t: number) => a.map((x, i) => x + t * (b[i]! - x));
  return { ...walk(ends, spaced(from, to, points), placeAt, asked), barrier: height };
}
