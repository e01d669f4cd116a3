import type { ClaimOutcome } from '../../claims/judging/claim.ts';
import type { Untestable } from '../../lab/collection/untestable.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Answers } from '../predictions/answers.ts';

/** What became of one claim of a folder. */
export interface Score {
  readonly id: string;
  readonly experiment: Experiment;
  readonly answers: Answers;
  /** Its finished runs, in the order of the plan. */
  readonly runs: readonly Run[];
  /** Finished runs of its controls that are none of its own. */
  readonly controlRuns: readonly Run[];
  /** Why runs are missing, one line each. */
  readonly failures: readonly string[];
}

/** A claim of which nothing can be said: its file is broken, or none of its runs finished. */
export interface Unscored {
  readonly id: string;
  /** One line. */
  readonly message: string;
}

/** What became of the claims of a folder. */
export interface Scorecard {
  /** Of the folder. */
  readonly name: string;
  readonly budget: BudgetName;
  /** The first seed of every claim; absent where each has the seeds of its file. */
  readonly seedsFrom?: number;
  /** The command line that makes it again. */
  readonly command: string;
  /** Where the records lie. */
  readonly runsDir: string;
  readonly scores: readonly Score[];
  readonly unscored: readonly Unscored[];
  readonly untestable: readonly Untestable[];
}

/** The verdict on a claim. */
export const outcomeOf = ({ answers }: Pick<Score, 'answers'>): ClaimOutcome =>
  answers.claim ?? 'undefined';
