import { readCondition } from '../../claims/condition.ts';
import { alwaysKnown, type Names } from '../../claims/expression/names.ts';
import { type Expression, namesOfNode } from '../../claims/expression/syntax.ts';
import { namesOf } from './prediction-names.ts';
import type { RunSpec } from './run-spec.ts';

/** What a condition picks: arms with all their seeds, by the keys of the grid alone; or single runs, by anything that is known of them. */
export type Picks = 'arms' | 'runs';

/** The condition that a text is, or the first thing that is wrong with it; columns count from 1. */
export function readPick(
  text: string,
  picks: Picks,
  specs: readonly RunSpec[],
):
  | { readonly condition: Expression; readonly issue?: undefined }
  | { readonly condition?: undefined; readonly issue: { column: number; message: string } } {
  const all = namesOf(specs);
  const names: Names =
    picks === 'runs'
      ? all
      : { ...all, scalars: [], series: [], arrays: [], facts: [], vectors: [] };
  const { condition, issues } = readCondition(text, names);
  if (condition === undefined) return { issue: issues[0]! };
  const single = picks === 'runs' ? undefined : namesOfNode(condition.node).find(isOfOneRun);
  if (single === undefined) return { condition };
  const message = `"${single.name}" is of a single run, and arms are picked by the keys of the grid: ${keysOf(all).join(', ')}`;
  return { issue: { column: single.at + 1, message } };
}

/** The keys that tell arms apart; all of them where none does. */
function keysOf({ axes }: Names): readonly string[] {
  const apart = Object.keys(axes).filter((key) => axes[key]!.length > 1);
  return apart.length > 0 ? apart : Object.keys(axes);
}

const isOfOneRun = ({ name }: { readonly name: string }): boolean =>
  (alwaysKnown as readonly string[]).includes(name);
