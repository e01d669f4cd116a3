import { rowsWhere } from '../../claims/condition.ts';
import { InputError } from '../../core/error.ts';
import { type Picks, readPick } from '../../lab/experiment/pick.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { tableOf } from './table.ts';

/** A condition as it was written. */
export interface Picked {
  readonly picks: Picks;
  /** Where it was written, for messages: `--where`, `figures[0].arms`. */
  readonly from: string;
  readonly condition: string;
}

/**
 * The runs in which a condition holds, in their order; a run that lacks a key that the condition names is none
 * of them. The same language as `where:` of a statement.
 *
 * Throws InputError where the condition cannot be read, with its column and the nearest name, and where no run is meant.
 */
export function pickRuns(
  { specs }: Pick<Experiment, 'specs'>,
  runs: readonly Run[],
  { picks, from, condition: text }: Picked,
): readonly Run[] {
  const { condition, issue } = readPick(text, picks, specs);
  if (condition === undefined)
    throw new InputError(`${from}, column ${issue.column}: ${issue.message}`);
  const kept = new Set(rowsWhere(condition, tableOf(runs)).map(({ id }) => id));
  const picked = runs.filter(({ id }) => kept.has(id));
  if (picked.length === 0)
    throw new InputError(
      `${from}: of ${runs.length} finished run${runs.length === 1 ? '' : 's'} none has ${text}; loosen the condition`,
    );
  return picked;
}
