import type { Evidence } from '../../claims/evidence/evidence.ts';
import { evidenceOf } from '../../claims/evidence/evidence-of.ts';
import { judgeClaim } from '../../claims/judging/claim.ts';
import { judgeAll } from '../../claims/judging/judge-all.ts';
import type { Outcome, Verdict } from '../../claims/judging/verdict.ts';
import { expectationsOf } from '../../lab/experiment/predictions.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { hashesOf, type Stated } from '../../lab/records/stated.ts';
import { type ControlAnswer, controlAnswersOf } from './control-answers.ts';
import { knownOf, seedsOf } from './known.ts';
import { tableOf } from './table.ts';

/** What became of an experiment's predictions. */
export interface Answers {
  /** Of all statements together, as `claim` says; undefined where nothing is predicted. */
  readonly claim: Outcome | undefined;
  /** Of each statement, in their order. */
  readonly verdicts: readonly Verdict[];
  /** The numbers behind each of them, unit by unit. */
  readonly evidence: readonly Evidence[];
  /** What became of each control, in their order. */
  readonly controls: readonly ControlAnswer[];
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
    return { claim: undefined, verdicts: [], evidence: [], controls: [] };
  const { statements, claim } = expectations;
  const table = tableOf(runs);
  const known = knownOf(hashesOf(statements), stated, seedsOf(runs));
  const verdicts = judgeAll(expectations, table, known);
  return {
    claim: judgeClaim(claim, verdicts),
    ...{ verdicts, evidence: evidenceOf(expectations, table) },
    controls:
      controlRuns === undefined || stated === 'after the data'
        ? []
        : controlAnswersOf(experiment.controls ?? [], [...runs, ...controlRuns], stated),
  };
}
