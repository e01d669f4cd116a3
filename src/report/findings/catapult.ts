import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { measured } from '../arms/measured.ts';
import { plural } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';

/** Runs of one arm whose loss rose well above its first value without diverging. */
export interface Catapult {
  readonly arm: string;
  /** Whether the loss came back to its first value. */
  readonly recovered: boolean;
  readonly runs: number;
  readonly of: number;
  /** Least and greatest peak of the loss, as a multiple of its first value. */
  readonly peaks: readonly [number, number];
  /** Means of λ at the start and the end, where every one of the runs has both and recovered. */
  readonly sharpness: readonly [number, number] | null;
}

/** For each arm, the runs that catapulted and those that ended too early to say. */
export const catapults: Finder<'catapults', Catapult> = {
  kind: 'catapults',
  find: ({ arms }) => arms.flatMap((arm) => [true, false].flatMap((r) => catapultOf(arm, r) ?? [])),
};

function catapultOf({ label, runs }: Arm, recovered: boolean): Statement<Catapult> | null {
  const rises = runs
    .flatMap((run) => risen(run) ?? [])
    .filter((one) => one.recovered === recovered);
  if (rises.length === 0) return null;
  const ratios = rises.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const evidence: Catapult = {
    arm: label,
    recovered,
    runs: rises.length,
    of: runs.length,
    peaks: [ratios[0]!, ratios.at(-1)!],
    sharpness: recovered ? sharpnessOf(rises.map(({ run }) => run)) : null,
  };
  return recovered ? cameBack(evidence) : endedAbove(evidence);
}

interface Risen {
  readonly run: Run;
  /** Peak loss over first loss. */
  readonly ratio: number;
  readonly recovered: boolean;
}

function risen(run: Run): Risen | undefined {
  const { catapult } = run.manifest;
  const first = run.series.trainLoss?.[0];
  if (catapult === undefined || first === undefined) return undefined;
  return { run, ratio: catapult.peak.loss / first, recovered: catapult.recovered !== null };
}

function sharpnessOf(runs: readonly Run[]): readonly [number, number] | null {
  const pairs = runs.flatMap((run) => {
    const [before, after] = [measured(run, 'initialSharpness'), measured(run, 'sharpness')];
    return before && after ? [[before.value, after.value] as const] : [];
  });
  if (pairs.length < runs.length) return null;
  return [mean(pairs.map(([before]) => before)), mean(pairs.map(([, after]) => after))];
}

function cameBack(evidence: Catapult): Statement<Catapult> {
  const { sharpness, runs } = evidence;
  const lambda =
    sharpness === null
      ? ''
      : `; λ was ${significant(sharpness[0])} at the start and ${significant(sharpness[1])} at the end` +
        (runs === 1 ? '' : ', on average');
  return {
    evidence,
    reason:
      `${subject(evidence)} catapulted: the training loss rose to ${peaksText(evidence)} × its first value and ` +
      `came back to it${lambda}.`,
  };
}

const endedAbove = (evidence: Catapult): Statement<Catapult> => ({
  evidence,
  reason:
    `${subject(evidence)} ended above their first training loss, after a rise to ${peaksText(evidence)} ×, ` +
    'without diverging: ',
  verdict: 'too early to tell a catapult from more',
  remark: '.',
});

const subject = ({ arm, runs, of }: Catapult) => `${runs} of ${plural(of, 'run')} of ${arm}`;

function peaksText({ peaks }: Catapult): string {
  const [low, high] = [significant(peaks[0]), significant(peaks[1])];
  return low === high ? low : `${low} to ${high}`;
}
