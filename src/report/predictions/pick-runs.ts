import { readCondition, rowsWhere } from '../../claims/condition.ts';
import { alwaysKnown, type Names } from '../../claims/expression/names.ts';
import { namesOfNode } from '../../claims/expression/syntax.ts';
import { InputError } from '../../core/error.ts';
import { namesOf } from '../../lab/experiment/prediction-names.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { tableOf } from './table.ts';

/** A condition as it was typed behind a flag. */
export interface Picked {
  /**
   * `--where` picks single runs, by anything that is known of them: `seed <= 3 and trace > 10`. `--arms` picks arms with all
   * their seeds, by the keys of the grid alone: `method = sgd and batch <= 64`.
   */
  readonly flag: '--where' | '--arms';
  readonly condition: string;
}

/**
 * The runs in which a condition of the command line holds, in their order; a run that lacks a key that the condition names is none
 * of them. The same language as `where:` of a statement.
 *
 * Throws InputError where the condition cannot be read, with its column and the nearest name, and where no run is meant.
 */
export function pickRuns(
  { specs }: Pick<Experiment, 'specs'>,
  runs: readonly Run[],
  { flag, condition: text }: Picked,
): readonly Run[] {
  const all = namesOf(specs);
  const names: Names =
    flag === '--where' ? all : { ...all, scalars: [], series: [], arrays: [], facts: [] };
  const { condition, issues } = readCondition(text, names);
  if (condition === undefined) {
    const { column, message } = issues[0]!;
    throw new InputError(`${flag}, column ${column}: ${message}`);
  }
  const single = flag === '--where' ? undefined : namesOfNode(condition.node).find(isOfOneRun);
  if (single !== undefined)
    throw new InputError(
      `${flag}, column ${single.at + 1}: "${single.name}" is of a single run, and arms are picked by the keys of the grid: ${keysOf(all).join(', ')}`,
    );
  const kept = new Set(rowsWhere(condition, tableOf(runs)).map(({ id }) => id));
  const picked = runs.filter(({ id }) => kept.has(id));
  if (picked.length === 0)
    throw new InputError(
      `${flag}: of ${runs.length} finished run${runs.length === 1 ? '' : 's'} none has ${text}; loosen the condition`,
    );
  return picked;
}

/** The keys that tell arms apart; all of them where none does. */
function keysOf({ axes }: Names): readonly string[] {
  const apart = Object.keys(axes).filter((key) => axes[key]!.length > 1);
  return apart.length > 0 ? apart : Object.keys(axes);
}

const isOfOneRun = ({ name }: { readonly name: string }): boolean =>
  (alwaysKnown as readonly string[]).includes(name);
