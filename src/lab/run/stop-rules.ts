import type { StopRules } from '../../dynamics/training/stop-rules.ts';
import type { SpecMethod } from '../methods/method.ts';
import type { StopSpec } from '../spec/stop.ts';

/** The rules by which a method on n examples stops: epochs become steps, and a loss that is matched one that is averaged. */
export function stopRulesOf(
  { epochs, match, ...rules }: StopSpec,
  method: SpecMethod,
  examples: number,
): StopRules {
  const steps = Math.min(
    rules.steps ?? Number.POSITIVE_INFINITY,
    epochs === undefined
      ? Number.POSITIVE_INFINITY
      : Math.ceil(epochs * method.stepsPerEpoch(examples)),
  );
  return {
    ...rules,
    ...(Number.isFinite(steps) && { steps }),
    ...(match === 'loss' && { average: method.averageOver(examples) }),
  };
}
