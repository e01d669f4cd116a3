import { significant } from '../../core/format.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { costsOf } from '../arms/costs.ts';
import type { Score } from './score.ts';

/** Cores that stated costs are of. */
const CORES = 2;

/** Minutes that runs took, on two cores that share them evenly: what trained and what measured. */
export const minutesOf = (runs: readonly Run[]): number =>
  runs
    .flatMap(({ manifest }) => costsOf(manifest))
    .reduce((sum, { trainSeconds, measureSeconds }) => sum + trainSeconds + measureSeconds, 0) /
  60 /
  CORES;

const runsOf = ({ runs, controlRuns }: Score): readonly Run[] => [...runs, ...controlRuns];

/** Minutes that the runs of a claim took, those of its controls among them. */
export const measuredMinutes = (score: Score): number => minutesOf(runsOf(score));

/** Minutes of a claim at a budget, which is the default one where it has no other, as its file states them; undefined where it does not. */
export const statedMinutes = (
  { cost, budgets = [] }: Experiment,
  budget: BudgetName,
): number | undefined => cost?.[budgets.includes(budget) ? budget : 'default'];

/** `0.5 / 0.62 min`: stated beforehand, and measured. */
export const costText = (score: Score, budget: BudgetName): string =>
  `${minutesText(statedMinutes(score.experiment, budget))} / ${minutesText(measuredMinutes(score))} min`;

export const minutesText = (minutes: number | undefined): string =>
  minutes === undefined ? '–' : significant(minutes, 2);

/** Minutes of all runs of some claims, a run that several share once. */
export const allMinutes = (scores: readonly Score[]): number =>
  minutesOf([
    ...new Map(
      scores.flatMap((score) => runsOf(score).map((run) => [run.id, run] as const)),
    ).values(),
  ]);
