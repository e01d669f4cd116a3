import { rowsWhere } from '../../claims/condition.ts';
import { judgeAll } from '../../claims/judging/judge-all.ts';
import { intervalText, rangeText, verdictText } from '../../claims/judging/sentence.ts';
import { settingsOf } from '../../claims/judging/settings.ts';
import type { Verdict } from '../../claims/judging/verdict.ts';
import type { Expectations, Statement } from '../../claims/statements/statement.ts';
import type { Table } from '../../claims/table/table.ts';
import { significant } from '../../core/format.ts';
import { specKey } from '../../lab/experiment/claim/all-specs.ts';
import type { ControlOutcome } from '../../lab/experiment/claim/claim-format.ts';
import { expectationsOf } from '../../lab/experiment/predictions.ts';
import type { Control } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { hashesOfControl, type Stated } from '../../lab/records/stated.ts';
import { knownOf, renamed, seedsOf } from './known.ts';
import { tableOf } from './table.ts';

/** What became of a control: whether the statements fail in its setting, as they should; plain JSON. */
export interface ControlAnswer {
  readonly id: string;
  readonly why: string | null;
  /** What had to become of which statement. */
  readonly expected: Control['expected'];
  /** Of each of those statements, in the order of the file. */
  readonly verdicts: readonly Verdict[];
  readonly passed: boolean;
  /** Why it passed, or did not: a clause a statement. */
  readonly reason: string;
}

/**
 * Judges the controls of an experiment as its own statements are judged, each on its own runs among `runs`.
 *
 * A control passes if each statement named comes out as expected. `not-supported` is met by whatever is not supported and shows it: a
 * number outside of the range, even where the interval is astride an edge. A verdict without a number meets nothing, and
 * one that is inconclusive no `refuted`: such a control is too weak. A regime that was not entered because the runs
 * diverged is none that the setting kept them from.
 */
export const controlAnswersOf = (
  controls: readonly Control[],
  runs: readonly Run[],
  stated: readonly Stated[],
): readonly ControlAnswer[] => {
  const bySpec = new Map(runs.map((run) => [specKey(run.spec), run] as const));
  return controls.map((control) => {
    const own = control.specs.flatMap((spec) => bySpec.get(specKey(spec)) ?? []);
    return answerOf(control, own, stated);
  });
};

function answerOf(
  control: Control,
  runs: readonly Run[],
  stated: readonly Stated[],
): ControlAnswer {
  const { id, why, expected } = control;
  const expectations = expectationsOf(control);
  const prefix = `${id}: `;
  const hashes = hashesOfControl(control).map((one) => ({
    ...one,
    id: one.id.slice(prefix.length),
  }));
  const known = knownOf(hashes, stated, seedsOf(runs));
  const judged = expectations === undefined ? [] : judgedIn(expectations, tableOf(runs), known);
  const verdicts = judged.map(({ verdict }) => verdict);
  const checked = judged.map(({ verdict, statement, as, table }) =>
    met(verdict, expected[as]!, brokeOff(statement, table)),
  );
  return {
    ...{ id, why: why ?? null, expected, verdicts },
    passed: checked.length > 0 && checked.every(({ passed }) => passed),
    reason:
      checked.length === 0
        ? 'it cannot be read by this version'
        : checked.map(({ clause }) => clause).join('; '),
  };
}

/** Statements with their verdicts in every setting that the runs have. */
const judgedIn = (
  { statements: asWritten, across }: Expectations,
  all: Table,
  known: ReturnType<typeof knownOf>,
) =>
  settingsOf(asWritten, all).flatMap(({ statements, table }) =>
    judgeAll({ statements, across }, table, renamed(known, asWritten, statements)).map(
      (verdict, i) => ({ verdict, statement: statements[i]!, as: asWritten[i]!.id, table }),
    ),
  );

interface Met {
  readonly passed: boolean;
  readonly clause: string;
}

/** Endings that say nothing of a regime. */
const BROKEN: readonly string[] = ['diverged', 'step-too-small', 'interrupted'];

/** Whether more than half of the runs that a statement means ended so that they could enter no regime. */
function brokeOff({ where }: Statement, table: Table): boolean {
  const rows = where === undefined ? table.rows : rowsWhere(where, table);
  return 2 * rows.filter(({ ending }) => BROKEN.includes(ending)).length > rows.length;
}

/** Whether a statement came out as its control expects, and in words. */
function met(one: Verdict, expected: ControlOutcome, broken: boolean): Met {
  const { id, verdict, reason } = one;
  const said = `${id} is ${verdictText(verdict)}${sizeText(one)}`;
  const failed = (clause: string): Met => ({ passed: false, clause });
  if (verdict === 'not-reached' && broken)
    return failed(
      `of ${id} there is no number, since most of its runs diverged or broke off: ${reason}`,
    );
  if (verdict === expected) return { passed: true, clause: `${said}, as it should be` };
  if (verdict === 'supported')
    return failed(`${said} here too, so that it does not tell the one setting from the other`);
  if (verdict === 'undefined' || verdict === 'measured')
    return failed(`of ${id} there is no number that decides: ${reason}`);
  if (expected === 'not-supported' && (verdict !== 'inconclusive' || isLost(one)))
    return { passed: true, clause: `${said}, and so not supported, as it should be` };
  return verdict === 'inconclusive'
    ? failed(`${said}, and the control too weak: ${reason}`)
    : failed(`${said} where it had to be ${verdictText(expected)}: ${reason}`);
}

/** Whether the estimate itself lies outside of what was predicted: the effect is gone, and no mere lack of seeds. */
const isLost = ({ estimate, predicted: [low, high] }: Verdict): boolean =>
  estimate !== null && ((low !== null && estimate < low) || (high !== null && estimate > high));

/** What was measured in a control, and the range it was held against. */
function sizeText({ estimate, measured, predicted }: Verdict): string {
  if (measured === null) return '';
  const size = estimate === null ? '' : `${significant(estimate)} `;
  return ` (${size}${intervalText(measured)}, predicted ${rangeText(predicted)})`;
}
