import { parseExperiment } from '../../lab/experiment/read.ts';
import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Assignment } from '../kit/assignment.ts';
import type { Rubric } from '../kit/rubric.ts';
import { filledIn } from '../kit/template.ts';
import { type Variant, variantOf } from '../kit/variant.ts';

/** What a variant demands of one experiment of an assignment. */
export interface Demand {
  /** The runs; undefined where the experiment is a student's own. */
  readonly specs: readonly RunSpec[] | undefined;
  /** The experiment with the statements by which answers are recomputed; undefined where these are a student's own. */
  readonly judged: Experiment | undefined;
}

/** The experiment file of the model solution of a variant. */
export const solutionFile = (
  { templates }: Pick<Assignment, 'templates'>,
  { solutions, fill }: Rubric,
  variant: Variant,
  experiment: string,
): string => filledIn(solutions[experiment] ?? templates[experiment]!, { ...variant, ...fill });

/** What the variant of a code demands, by experiment. */
export function demandsOf(
  assignment: Assignment,
  rubric: Rubric,
  code: string,
): ReadonlyMap<string, Demand> {
  const variant = variantOf(assignment, code);
  return new Map(
    assignment.experiments.map((name): [string, Demand] => {
      if (rubric.solutions[name] !== undefined)
        return [name, { specs: undefined, judged: undefined }];
      const file = solutionFile(assignment, rubric, variant, name);
      const { specs } = parseExperiment(file, name, `${name}.yaml`);
      const statements = rubric.expect[name];
      if (statements === undefined) return [name, { specs, judged: undefined }];
      const whole = `${file}\n${filledIn(statements, { ...variant, ...rubric.fill })}`;
      return [name, { specs, judged: parseExperiment(whole, name, `${name}.yaml`) }];
    }),
  );
}
