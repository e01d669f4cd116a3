import type { Evidence } from '../../claims/evidence/evidence.ts';
import { evidenceOf } from '../../claims/evidence/evidence-of.ts';
import { judgeClaim } from '../../claims/judging/claim.ts';
import { judgeAll, type Stated as Known } from '../../claims/judging/judge-all.ts';
import type { Outcome, Verdict } from '../../claims/judging/verdict.ts';
import type { Statement } from '../../claims/statements/statement.ts';
import { expectationsOf } from '../../lab/experiment/predictions.ts';
import type { Control, Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { hashesOf, type Stated } from '../../lab/records/stated.ts';
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

/** What became of a control: whether the statements fail in its setting, as they should; plain JSON. */
export interface ControlAnswer {
  readonly id: string;
  readonly why: string | null;
  /** What had to become of which statement. */
  readonly expected: Control['expected'];
  /** Of each of those statements, in their order. */
  readonly verdicts: readonly Verdict[];
  readonly passed: boolean;
  /** Why it passed, or did not: a sentence. */
  readonly reason: string;
}

/**
 * What the finished runs of an experiment say of its predictions.
 *
 * `stated` is what the records remember of predictions; one that they do not know has no date. Of runs that were picked
 * once they were there every verdict is one on another prediction, stated after the data.
 */
export function answersOf(
  experiment: Pick<Experiment, 'predictions' | 'specs'>,
  runs: readonly Run[],
  stated: readonly Stated[] | 'after the data' = [],
): Answers {
  const expectations = expectationsOf(experiment);
  if (expectations === undefined)
    return { claim: undefined, verdicts: [], evidence: [], controls: [] };
  const { statements, claim } = expectations;
  const table = tableOf(runs);
  const verdicts = judgeAll(expectations, table, known(statements, stated, seedsOf(runs)));
  return {
    claim: judgeClaim(claim, verdicts),
    ...{ verdicts, evidence: evidenceOf(expectations, table), controls: [] },
  };
}

/** Seeds that some finished run has. */
export const seedsOf = (runs: readonly Run[]): number =>
  new Set(runs.map(({ spec }) => spec.seed)).size;

function known(
  statements: readonly Statement[],
  stated: readonly Stated[] | 'after the data',
  seeds: number,
): Readonly<Record<string, Known>> {
  if (stated === 'after the data')
    return Object.fromEntries(statements.map(({ id }) => [id, { before: false }]));
  return Object.fromEntries(
    hashesOf(statements).flatMap(({ id, hash }) => {
      const one = stated.find((other) => other.hash === hash);
      if (one === undefined) return [];
      const looks = one.seenWith.filter((n) => n !== seeds).length;
      return [[id, { before: one.beforeData, look: looks + 1 }] as const];
    }),
  );
}
