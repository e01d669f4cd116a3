import { expectedOf } from '../../lab/costs/expected.ts';
import { type TrainingSpec, trainingSteps } from '../../lab/costs/expected-steps.ts';
import { networkSize } from '../../lab/costs/network-size.ts';
import { inputFiles } from '../../lab/experiment/input-files.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { checkedSpec } from '../../lab/experiment/run-spec-file.ts';
import type { Run } from '../../lab/records/record.ts';
import { examplesIn } from '../../lab/spec/problem.ts';
import { isToyName } from '../../lab/spec/toy.ts';
import { lotOf } from '../kit/student.ts';
import type { Evidence } from './evidence.ts';
import { trainingKey } from './grid-match.ts';

/** A run that is to be computed again. */
export interface SpotCheck {
  readonly experiment: string;
  readonly run: Run;
}

/** One run in so many. */
const SHARE = 10;
/** Seconds on the machine of the cost model, and examples, of what is computed for a student at the most. */
const LONGEST = 60;
const MOST_EXAMPLES = 2000;
/** The same at the worst, where no target loss ends a run before its other rules do. */
const LONGEST_AT_WORST = 600;
const MOST_STEPS = 1e6;
const MOST_WEIGHTS = 1e6;

/**
 * The runs of a submission that are computed again: one in ten, at least one of a submission with any, by a lot that nobody can foretell without the
 * secret; and before those the `suspects`. What else a student measured keeps a demanded run from no lot: where that is too
 * much to compute, it is left out. Other runs that nobody would want to compute for a stranger are none of them.
 */
export function spotChecks(
  { submission, grids }: Pick<Evidence, 'submission' | 'grids'>,
  secret: string,
  suspects: ReadonlySet<string>,
): readonly SpotCheck[] {
  const all = submission.records.flatMap(({ experiment, runs }) =>
    runs.map((run) => {
      const demanded = grids.get(experiment)?.own.get(run.id);
      return { experiment, run: demanded === undefined ? run : asDemanded(run, demanded) };
    }),
  );
  // By what was trained: a name can be made up until its lot is a good one.
  const lot = ({ experiment, run }: SpotCheck) =>
    (suspects.has(run.id) ? -(2 ** 33) : 0) +
    lotOf(secret, `${submission.student} ${experiment} ${trainingKey(run.spec)}`);
  const count = Math.ceil(all.length / SHARE);
  return all
    .map((one) => ({ one, lot: lot(one) }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ one }) => one)
    .filter(({ run }) => isModest(run.spec))
    .slice(0, count);
}

/**
 * A record under the spec that it is computed again by: its own where that is modest, since where the loss is looked at may decide where a run stops,
 * and otherwise that which demands it. What of a record is read when it is asked for stays so.
 */
function asDemanded(run: Run, demanded: RunSpec): Run {
  if (isModest(run.spec)) return run;
  return Object.defineProperties({} as Run, {
    ...Object.getOwnPropertyDescriptors(run),
    spec: { value: demanded, enumerable: true },
  });
}

/** Whether a spec of a stranger is one that an experiment file can ask for, on data that everybody has, and short, at the worst too. */
function isModest(spec: RunSpec): boolean {
  try {
    checkedSpec(spec, 'spec');
    const { name } = spec.data;
    const isBundled = name === 'mnist' || name === 'glyphs' || isToyName(name);
    const { start } = spec;
    const worst: RunSpec = {
      ...{ ...spec, stop: untargeted(spec) },
      ...(start && { start: { ...start, stop: untargeted(start) } }),
    };
    const trainings = worst.start === undefined ? [worst] : [worst, worst.start];
    const seconds = expectedOf([], 1);
    return (
      isBundled &&
      inputFiles(spec).length === 0 &&
      examplesIn(spec) <= MOST_EXAMPLES &&
      networkSize(spec).weights <= MOST_WEIGHTS &&
      trainings.every((one) => trainingSteps(spec, one).steps <= MOST_STEPS) &&
      seconds(spec).seconds <= LONGEST &&
      seconds(worst).seconds <= LONGEST_AT_WORST
    );
  } catch {
    return false;
  }
}

/** When a training ends that never reaches its target. Under a schedule of rates it may not reach a training time either. */
function untargeted({ method, stop: { loss: _, match: __, time, ...rules } }: TrainingSpec) {
  return 'schedule' in method || time === undefined ? rules : { ...rules, time };
}
