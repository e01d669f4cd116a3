import type { Arm } from '../arms/arm.ts';
import { counts, diverged } from '../arms/measured.ts';
import { plural } from '../arms/wording.ts';
import { certain, type Finder, type Records, type Statement } from './finding.ts';

/** How many of some runs are in some state. */
export interface RunCount {
  readonly state: 'finished' | 'of one seed' | 'diverged' | 'stop rule not met';
  /** Null for all arms together. */
  readonly arm: string | null;
  readonly runs: number;
  readonly of: number;
}

/** How many runs there are, and which enter no mean. */
export const status: Finder<'status', RunCount> = {
  kind: 'status',
  find: ({ experiment, arms }: Records) => {
    const runs = arms.flatMap((arm) => arm.runs);
    const seeds = new Set(runs.map(({ spec }) => spec.seed)).size;
    const unmet = runs.filter((run) => !counts(run) && !diverged(run)).length;
    const [all, planned] = [runs.length, experiment.specs.length];
    const statements: readonly Statement<RunCount>[] = [
      {
        evidence: { state: 'finished', arm: null, runs: all, of: planned },
        reason:
          `${all} of ${planned} planned runs are finished, in ${plural(arms.length, 'arm')} ` +
          `over ${plural(seeds, 'seed')}.`,
      },
      ...(seeds === 1 ? [oneSeed(all)] : []),
      ...arms.flatMap(({ label, runs: own }) =>
        divergedIn(label, own.filter(diverged).length, own.length),
      ),
      ...(unmet > 0 ? [stoppedOtherwise(unmet, all, arms)] : []),
    ];
    return statements.map(certain);
  },
};

const oneSeed = (runs: number): Statement<RunCount> => ({
  evidence: { state: 'of one seed', arm: null, runs, of: runs },
  reason: 'With one seed no interval over seeds can be given.',
});

const divergedIn = (arm: string, runs: number, of: number): Statement<RunCount>[] =>
  runs === 0
    ? []
    : [
        {
          evidence: { state: 'diverged', arm, runs, of },
          reason: `${runs} of ${of} runs of ${arm} diverged; they enter no mean.`,
        },
      ];

/** More arms than this are in the tables alone. */
const MOST_NAMED = 6;

function stoppedOtherwise(runs: number, of: number, arms: readonly Arm[]): Statement<RunCount> {
  const own = arms.flatMap(({ label, runs: all }) => {
    const n = all.filter((run) => !counts(run) && !diverged(run)).length;
    return n === 0 ? [] : [`${n} of ${plural(all.length, 'run')} of ${label}`];
  });
  const more = own.length - MOST_NAMED;
  const names = [
    ...own.slice(0, MOST_NAMED),
    ...(more > 0 ? [`and ${plural(more, 'more arm')}`] : []),
  ];
  return {
    evidence: { state: 'stop rule not met', arm: null, runs, of },
    reason:
      `${runs} of ${of} runs ended otherwise than their stop rule asks; they enter no mean: ` +
      `${names.join('; ')}.`,
  };
}
