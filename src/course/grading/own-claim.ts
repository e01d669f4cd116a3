import { reason } from '../../core/error.ts';
import { allSpecs, furtherSpecs, specKey } from '../../lab/experiment/claim/all-specs.ts';
import { inputFiles } from '../../lab/experiment/input-files.ts';
import { expectationsOf } from '../../lab/experiment/predictions.ts';
import { parseExperiment } from '../../lab/experiment/read.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { type Answers, answersOf } from '../../report/predictions/answers.ts';
import type { Records } from '../submission/records.ts';

/** Runs that a claim of one's own may have, its controls among them. */
const MOST_RUNS = 60;

/** A student's own claim, and what it came to by the records; or why there is none. */
export type OwnClaim =
  | {
      readonly experiment: Experiment;
      readonly answers: Answers;
      /** Whether every statement has a range that could have failed. */
      readonly ranges: boolean;
      /** Whether every statement says why this range. */
      readonly because: boolean;
      /** How many of its runs are on record, of how many. */
      readonly there: number;
      readonly of: number;
    }
  | { readonly problem: string };

/** Judges an experiment file of a student by its own statements, on the records that go with it; never throws. */
export function ownClaim(text: string | undefined, name: string, records: Records): OwnClaim {
  if (text === undefined) return { problem: `there is no ${name}.yaml` };
  try {
    const experiment = parseExperiment(text, name, `${name}.yaml`);
    const specs = allSpecs(experiment);
    if (specs.length > MOST_RUNS)
      return {
        problem: `${name}.yaml has ${specs.length} runs, and at most ${MOST_RUNS} are asked for`,
      };
    const [file] = specs.flatMap(inputFiles);
    if (file !== undefined)
      return { problem: `${name}.yaml reads a file (${file.key}), which nobody else has` };
    const statements = expectationsOf(experiment)?.statements ?? [];
    if (statements.length === 0)
      return { problem: `${name}.yaml predicts nothing: it has no list expect:` };
    const byKey = new Map(records.runs.map((run) => [specKey(run.spec), run] as const));
    const runsOf = (all: typeof specs) => all.flatMap((spec) => byKey.get(specKey(spec)) ?? []);
    const own = runsOf(experiment.specs);
    const further = runsOf(
      (experiment.controls ?? []).flatMap((control) => furtherSpecs(experiment, control)),
    );
    const answers = answersOf(experiment, own, records.stated, further);
    return {
      ...{ experiment, answers },
      ranges: answers.verdicts.every(({ predicted: [low, high] }) => low !== null || high !== null),
      because: statements.every(({ because = '' }) => because.trim().length > 3),
      ...{ there: runsOf(specs).length, of: specs.length },
    };
  } catch (error) {
    return { problem: reason(error) };
  }
}
