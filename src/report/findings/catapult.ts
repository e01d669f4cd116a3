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
  /**
   * `catapulted`: the loss came back to its first value. `ended above`: it did not. `noise`: it rose no further than
   * the noise of the method raises it at other times.
   */
  readonly state: 'catapulted' | 'ended above' | 'noise';
  readonly runs: number;
  readonly of: number;
  /** Least and greatest peak of the loss, as a multiple of its first value. */
  readonly peaks: readonly [number, number];
  /** Means of λ at the start and the end, where every one of the runs has both and catapulted. */
  readonly sharpness: readonly [number, number] | null;
}

/**
 * Under noise a catapult is a peak so many times the highest loss of the half of the training time that it does not lie in.
 * Of runs in their stationary state, from 1 to 30 directions and 60 to 2000 looks, fewer than 1 in 200 reach it; by trial.
 */
const STANDS_OUT = 10;

const STATES: readonly Catapult['state'][] = ['catapulted', 'ended above', 'noise'];

/** For each arm, the runs that catapulted, those that ended too early to say, and those that noise alone may have raised. */
export const catapults: Finder<'catapults', Catapult> = {
  kind: 'catapults',
  find: ({ arms }) =>
    arms.flatMap((arm) => STATES.flatMap((state) => catapultOf(arm, state) ?? [])),
};

function catapultOf(arm: Arm, state: Catapult['state']): Statement<Catapult> | null {
  const { label, runs } = arm;
  const rises = runs.flatMap((run) => risen(arm, run) ?? []).filter((one) => one.state === state);
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

function risen({ family }: Arm, run: Run): Risen | undefined {
  const { catapult } = run.manifest;
  const first = run.series.trainLoss?.[0];
  if (catapult === undefined || first === undefined) return undefined;
  // Descent and flows know no noise: a loss that rises does so by itself.
  const certain = family === 'descent' || family === 'flow' || standsOut(run, catapult.peak);
  return {
    run,
    ratio: catapult.peak.loss / first,
    state: !certain ? 'noise' : catapult.recovered === null ? 'ended above' : 'catapulted',
  };
}

function standsOut({ series }: Run, peak: { readonly t: number; readonly loss: number }): boolean {
  const { time = [], trainLoss = [] } = series;
  const half = (time.at(-1) ?? 0) / 2;
  const apart = trainLoss.filter((_, i) => time[i]! < half !== peak.t < half);
  return apart.length > 0 && peak.loss > STANDS_OUT * Math.max(...apart);
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
    noise: (evidence) => ({
      evidence,
      reason:
        `In ${subject(evidence)} the training loss rose to ${peaksText(evidence)} × its first value, as noise alone ` +
        'may raise it: no catapult is told from that.',
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
