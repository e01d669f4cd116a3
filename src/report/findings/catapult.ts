import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { measured } from '../arms/measured.ts';
import { plural } from '../arms/wording.ts';
import { certain, type Finder, type Statement } from './finding.ts';

/** Runs of one arm whose loss rose well above its first value without diverging. */
export interface Catapult {
  readonly arm: string;
  /** `catapulted`: the loss came back to its first value. `ended above`: it did not. */
  readonly state: 'catapulted' | 'ended above';
  readonly runs: number;
  readonly of: number;
  /** Least and greatest peak of the loss, as a multiple of its first value. */
  readonly peaks: readonly [number, number];
  /** Means of λ at the start and the end, where every one of the runs has both and catapulted. */
  readonly sharpness: readonly [number, number] | null;
}

const STATES: readonly Catapult['state'][] = ['catapulted', 'ended above'];

/** For each arm, the runs that catapulted, and those that ended too early to say. */
export const catapults: Finder<'catapults', Catapult> = {
  kind: 'catapults',
  find: ({ arms }) =>
    arms.flatMap((arm) => STATES.flatMap((state) => catapultOf(arm, state) ?? [])).map(certain),
};

function catapultOf(arm: Arm, state: Catapult['state']): Statement<Catapult> | null {
  const { label, runs } = arm;
  const rises = runs.flatMap((run) => risen(run) ?? []).filter((one) => one.state === state);
  if (rises.length === 0) return null;
  const ratios = rises.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const evidence: Catapult = {
    arm: label,
    state,
    runs: rises.length,
    of: runs.length,
    peaks: [ratios[0]!, ratios.at(-1)!],
    sharpness: state === 'catapulted' ? sharpnessOf(rises.map(({ run }) => run)) : null,
  };
  return SENTENCES[state](evidence);
}

interface Risen {
  readonly run: Run;
  /** Peak loss over first loss. */
  readonly ratio: number;
  readonly state: Catapult['state'];
}

function risen(run: Run): Risen | undefined {
  const { catapult, initialLoss } = run.manifest;
  if (catapult === undefined) return undefined;
  return {
    run,
    ratio: catapult.peak.loss / initialLoss,
    state: catapult.recovered === null ? 'ended above' : 'catapulted',
  };
}

function sharpnessOf(runs: readonly Run[]): readonly [number, number] | null {
  const pairs = runs.flatMap((run) => {
    const [before, after] = [measured(run, 'initialSharpness'), measured(run, 'sharpness')];
    return before && after ? [[before.value, after.value] as const] : [];
  });
  if (pairs.length < runs.length) return null;
  return [mean(pairs.map(([before]) => before)), mean(pairs.map(([, after]) => after))];
}

const SENTENCES: Readonly<Record<Catapult['state'], (evidence: Catapult) => Statement<Catapult>>> =
  {
    catapulted: (evidence) => ({
      evidence,
      reason:
        `${subject(evidence)} catapulted: the training loss rose to ${peaksText(evidence)} × its first value and ` +
        `came back to it${sharpnessText(evidence)}.`,
    }),
    'ended above': (evidence) => ({
      evidence,
      reason:
        `${subject(evidence)} ended above their first training loss, after a rise to ${peaksText(evidence)} ×, ` +
        'without diverging: ',
      verdict: 'too early to tell a catapult from more',
      remark: '.',
    }),
  };

const sharpnessText = ({ sharpness, runs }: Catapult): string =>
  sharpness === null
    ? ''
    : `; λ was ${significant(sharpness[0])} at the start and ${significant(sharpness[1])} at the end` +
      (runs === 1 ? '' : ', on average');

const subject = ({ arm, runs, of }: Catapult) => `${runs} of ${plural(of, 'run')} of ${arm}`;

function peaksText({ peaks }: Catapult): string {
  const [low, high] = [significant(peaks[0]), significant(peaks[1])];
  return low === high ? low : `${low} to ${high}`;
}
