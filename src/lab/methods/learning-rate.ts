import { type Controller, constant, scheduled } from '../../dynamics/integrate/controller.ts';
import {
  constantRate,
  cosine,
  inverseTime,
  piecewise,
  type Schedule,
  stepDecay,
  warmUp,
} from '../../dynamics/integrate/schedules.ts';
import type { GradientSpec } from './gradient-keys.ts';
import type { ScheduleSpec } from './schedule-format.ts';

/** The learning rate of a spec, step by step. */
export const controllerOf = ({ rate, schedule }: GradientSpec): Controller =>
  schedule === undefined ? constant(rate) : scheduled(scheduleOf(rate, schedule));

/** The list of schedules. */
function scheduleOf(rate: number, spec: ScheduleSpec): Schedule {
  const { warmUp: steps } = spec;
  const after = decayOf(rate, spec);
  return steps === undefined ? after : warmUp(after, steps);
}

function decayOf(rate: number, spec: ScheduleSpec): Schedule {
  switch (spec.kind) {
    case 'constant':
      return constantRate(rate);
    case 'step-decay':
      return stepDecay(rate, spec);
    case 'piecewise':
      return piecewise(rate, spec);
    case 'cosine':
      return cosine(rate, spec);
    case 'inverse-time':
      return inverseTime(rate, spec.halvedAfter);
  }
}
