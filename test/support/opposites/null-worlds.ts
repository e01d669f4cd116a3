import { rng } from '../../../src/core/random.ts';
import { entailment } from '../../../src/lab/experiment/spec-axes.ts';
import { tableOf } from '../../../src/report/predictions/table.ts';
import { directional, exchanged, type Support, shuffled, supportOf } from './null.ts';
import { numbersOf, rowWith } from './numbers.ts';
import type { Plan } from './plan.ts';
import { turnedTo } from './turned.ts';

/** How often each directional statement of a claim is supported, over so many draws in which nothing is there. */
export type Null = (plan: Plan, draws: number) => readonly Support[];

/** Between runs of one seed, in logarithms: far more than what claims call an effect, so that chance alone goes beyond their edges. */
const SPREAD = 0.5;

/** Runs that differ by chance alone, and of one seed as much alike as not. */
export const noEffect: Null = (plan, draws) =>
  supportOf(directionalOf(plan), draws, (i) => tableIn(plan, SPREAD, i + 1));

/** Records that support the claim, with the arms of each seed exchanged at random. */
export const labelNull: Null = (plan, draws) => {
  const statements = directionalOf(plan);
  if (statements.length === 0) return [];
  const turned = turnedTo(
    plan,
    statements.map((statement) => ({ statement, side: 'inside' as const })),
  );
  if (turned === undefined) throw new Error(`no records support ${plan.experiment.id}`);
  const table = tableOf(turned.runs);
  const stream = rng(5).fork('arms');
  return statements.flatMap((statement) => {
    const only = exchanged(statement);
    return supportOf([statement], draws, () => ({
      ...table,
      rows: shuffled(table.rows, stream, only),
    }));
  });
};

/** The directional statements of a claim. */
export const directionalOf = (plan: Plan) => directional(plan.expectations, tableIn(plan, 0, 0));

const tableIn = (plan: Plan, spread: number, draw: number) => ({
  rows: plan.runs.map((run) => rowWith(run, numbersOf(plan, run, new Map(), spread, draw))),
  entails: entailment,
});
