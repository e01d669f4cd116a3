import { means, positive } from '../../spec/field.ts';
import type { ProbeContext } from '../probe.ts';

/** η; left out, the method's own where the run is. */
export const rate = positive('give a positive learning rate')
  .optional()
  .meta(
    means(
      'The learning rate η of the step; left out, the method’s own, as its schedule has it there.',
      { example: 0.05 },
    ),
  );

/** η as asked for, or that of the method at this point of its run; undefined where it has none, as a flow, whose dt is no learning rate. */
export function rateAt(
  { method, task, step = 0 }: Pick<ProbeContext, 'method' | 'task' | 'step'>,
  asked: number | undefined,
): number | undefined {
  if (asked !== undefined || method.at === undefined) return asked;
  const { objective, readArrays, draws } = task;
  const { controller } = method.build({ objective, readArrays, random: draws });
  return controller.schedule?.(step) ?? controller.dt0;
}
