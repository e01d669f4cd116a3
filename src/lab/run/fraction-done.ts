import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import type { StopRules } from '../../dynamics/training/stop-rules.ts';

/** How much of a run is done, 0 … 1: the furthest of the stop rules; a loss falls roughly exponentially, so it counts in its logarithm. */
export function fractionDone(
  { steps, time, loss: target }: Pick<StopRules, 'steps' | 'time' | 'loss'>,
  { step, t }: Pick<TrajectoryPoint, 'step' | 't'>,
  { loss, initial }: { readonly loss: number; readonly initial: number },
): number {
  const parts = [
    steps === undefined ? 0 : step / steps,
    time === undefined ? 0 : t / time,
    target === undefined ? 0 : Math.log(initial / loss) / Math.log(initial / target),
  ];
  return Math.min(1, Math.max(0, ...parts.filter(Number.isFinite)));
}
