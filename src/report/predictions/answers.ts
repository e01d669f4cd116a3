import type { Evidence } from '../../claims/evidence/evidence.ts';
import { evidenceOf } from '../../claims/evidence/evidence-of.ts';
import { type ClaimOutcome, inAllSettings, judgeClaim } from '../../claims/judging/claim.ts';
import { judgeAll } from '../../claims/judging/judge-all.ts';
import { type Setting, settingsOf } from '../../claims/judging/settings.ts';
import type { Outcome, Verdict } from '../../claims/judging/verdict.ts';
import type { Expectations } from '../../claims/statements/statement.ts';
import { expectationsOf } from '../../lab/experiment/predictions.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { hashesOf, type Stated } from '../../lab/records/stated.ts';
import { type ControlAnswer, controlAnswersOf } from './control-answers.ts';
import { knownOf, renamed, seedsOf } from './known.ts';
import { tableOf } from './table.ts';

/** What became of an experiment's predictions. */
export interface Answers {
  /** Of all statements together, as `claim` says, in all settings; undefined where nothing is predicted. */
  readonly claim: ClaimOutcome | undefined;
  /** What it came to in each setting of `scope`, or in the one of all runs; none where nothing is predicted. */
  readonly settings: readonly Settled[];
  /** Of each statement in each setting, in their order. */
  readonly verdicts: readonly Verdict[];
  /** The numbers behind each of them, unit by unit. */
  readonly evidence: readonly Evidence[];
  /** What became of each control, in their order. */
  readonly controls: readonly ControlAnswer[];
}

/** What became of a claim in one setting. */
export interface Settled extends Pick<Setting, 'name'> {
  readonly claim: Outcome;
  readonly verdicts: readonly Verdict[];
}

/**
 * What the finished runs of an experiment say of its predictions.
 *
 * `stated` is what the records remember of predictions; one that they do not know has no date. Of runs that were picked
 * once they were there every verdict is one on another prediction, stated after the data. Controls are judged where `controlRuns`, their
 * runs beyond those of the experiment, are given, and the runs were not picked.
 */
export function answersOf(
  experiment: Pick<Experiment, 'predictions' | 'specs' | 'controls'>,
  runs: readonly Run[],
  stated: readonly Stated[] | 'after the data' = [],
  controlRuns?: readonly Run[],
): Answers {
  const expectations = expectationsOf(experiment);
  if (expectations === undefined)
    return { claim: undefined, settings: [], verdicts: [], evidence: [], controls: [] };
  const { statements } = expectations;
  const settings = settingsOf(statements, tableOf(runs));
  const known = knownOf(hashesOf(statements), stated, seedsOf(runs));
  const settled = settings.map((one) => settledIn(one, expectations, known));
  return {
    claim: inAllSettings(settled.map(({ claim }) => claim)),
    settings: settled,
    verdicts: settled.flatMap(({ verdicts }) => verdicts),
    evidence: settings.flatMap((one) => evidenceOf(one, one.table)),
    controls:
      controlRuns === undefined || stated === 'after the data'
        ? []
        : controlAnswersOf(experiment.controls ?? [], [...runs, ...controlRuns], stated),
  };
}

/** The claim and its statements in one setting, each statement with the date that it has under its own name in the file. */
function settledIn(
  { name, statements, table }: Setting,
  { statements: asWritten, claim, across }: Expectations,
  known: ReturnType<typeof knownOf>,
): Settled {
  const verdicts = judgeAll({ statements, across }, table, renamed(known, asWritten, statements));
  const byId = verdicts.map((one, i) => ({ ...one, id: asWritten[i]!.id }));
  return { name, claim: judgeClaim(claim, byId), verdicts };
}
