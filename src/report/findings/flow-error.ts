import type { Arm } from '../arms/arm.ts';
import { diverged, measured } from '../arms/measured.ts';
import { plural, roughly } from '../arms/wording.ts';
import { certain, type Finder, type Statement } from './finding.ts';

/** How far the last weights of an arm of flows are off those of the exact flow. */
export interface FlowError {
  readonly arm: string;
  /** The largest upper end over runs, of the norm of the difference over that of the weights. */
  readonly upper: number;
  /** Runs. */
  readonly n: number;
}

/** The error of the flows of each arm; none where it was not measured. */
export const flowErrors: Finder<'flowErrors', FlowError> = {
  kind: 'flowErrors',
  find: ({ arms }) => arms.flatMap(flowErrorOf).map(certain),
};

function flowErrorOf({ label, runs }: Arm): Statement<FlowError>[] {
  const found = runs
    .filter((run) => !diverged(run))
    .flatMap((run) => measured(run, 'flowError') ?? []);
  if (found.length === 0) return [];
  const upper = Math.max(...found.map(({ value, interval }) => interval?.[1] ?? value));
  return [
    {
      evidence: { arm: label, upper, n: found.length },
      reason:
        `The weights at the end of ${label} are within ${roughly(upper)} of those of the exact flow, in norm, by the ` +
        `same flow at a hundredth of the tolerance (largest over n = ${plural(found.length, 'run')}).`,
    },
  ];
}
