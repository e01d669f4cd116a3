import type { Verdict } from '../../claims/judging/verdict.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { answersOf } from '../../report/predictions/answers.ts';
import type { Assignment } from '../kit/assignment.ts';
import type { Rubric } from '../kit/rubric.ts';
import { type Variant, variantOf } from '../kit/variant.ts';
import type { Records } from '../submission/records.ts';
import type { Submission } from '../submission/submission.ts';
import { demandsOf } from './demand.ts';
import { type GridMatch, gridMatch } from './grid-match.ts';
import { type OwnClaim, ownClaim } from './own-claim.ts';

/** What the records of a submission say, worked out once. */
export interface Evidence {
  readonly assignment: Assignment;
  readonly rubric: Rubric;
  readonly submission: Submission;
  /** The code that belongs to the student, whatever the submission says. */
  readonly code: string;
  readonly variant: Variant;
  /** By experiment. */
  readonly grids: ReadonlyMap<string, GridMatch>;
  /** By experiment and statement. */
  readonly verdicts: ReadonlyMap<string, ReadonlyMap<string, Verdict>>;
  /** By experiment, where it is the student's own. */
  readonly claims: ReadonlyMap<string, OwnClaim>;
}

/** Holds the records of a submission against its student's variant, and recomputes what was asked from them. */
export function evidenceIn(
  assignment: Assignment,
  rubric: Rubric,
  submission: Submission,
  code: string,
): Evidence {
  const demands = demandsOf(assignment, rubric, code);
  const variant = variantOf(assignment, code);
  const grids = new Map<string, GridMatch>();
  const verdicts = new Map<string, ReadonlyMap<string, Verdict>>();
  const claims = new Map<string, OwnClaim>();
  for (const records of submission.records) {
    const { experiment, runs } = records;
    const { specs, judged } = demands.get(experiment)!;
    if (specs === undefined) {
      grids.set(experiment, ofOwnSeeds(variant, records));
      claims.set(experiment, ownClaim(submission.files[experiment], experiment, records));
      continue;
    }
    const grid = gridMatch(specs, runs);
    grids.set(experiment, grid);
    if (judged === undefined || runs.length === 0) continue;
    // Further runs are no fault, and nothing that an answer is held against; of a variant that is not whole all that is there has to do.
    const those = grid.share === 1 ? runs.filter(({ id }) => grid.own.has(id)) : runs;
    const answers = answersOf(judged, those);
    verdicts.set(experiment, new Map(answers.verdicts.map((one) => [one.id, one])));
  }
  return { assignment, rubric, submission, code, variant, grids, verdicts, claims };
}

/** Of an experiment of one's own the data and the seeds alone are demanded. */
function ofOwnSeeds({ dataSeed, seeds }: Variant, { runs }: Records): GridMatch {
  const wanted = seeds as readonly number[];
  const own = runs.filter(
    ({ spec }) => Reflect.get(spec.data, 'seed') === dataSeed && wanted.includes(spec.seed),
  );
  const used = new Set(own.map(({ spec }) => spec.seed));
  const share =
    runs.length === 0 ? 0 : (own.length / runs.length) * Math.min(1, used.size / wanted.length);
  const values = (of: (run: (typeof runs)[number]) => unknown) =>
    [...new Set(runs.map((run) => canonicalJson(of(run) ?? null)))].sort().join(', ');
  return {
    ...{ share, own: new Map(own.map(({ id, spec }) => [id, spec])) },
    says:
      share === 1
        ? []
        : runs.length === 0
          ? ['None of your runs is there.']
          : [
              `Your variant has data.seed ${dataSeed} and the seeds ${wanted.join(', ')}; your records have data.seed ${values(({ spec }) => Reflect.get(spec.data, 'seed'))} and the seeds ${values(({ spec }) => spec.seed)}.`,
            ],
  };
}
