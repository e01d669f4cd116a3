import { draftOf } from '../../../src/claims/judging/draft.ts';
import { judgeAll } from '../../../src/claims/judging/judge-all.ts';
import { armsIn } from '../../../src/claims/quantities/ground.ts';
import { namesIn } from '../../../src/claims/statements/names-in.ts';
import type { Expectations, Statement } from '../../../src/claims/statements/statement.ts';
import { type Row, type Table, vocabularyOf } from '../../../src/claims/table/table.ts';
import type { Rng } from '../../../src/core/random.ts';

/** How often statements that say which arm has more were supported, of how many times each was judged. */
export interface Support {
  readonly id: string;
  readonly supported: number;
  readonly judged: number;
}

/**
 * The statements that say which of several arms has more, by how much: those that hold arms against each other and are not supported
 * where all runs of a seed have the same numbers. Distances of weights are left out where they are judged one by one, since weights that have nothing to
 * do with each other lie apart.
 */
export function directional({ statements }: Expectations, alike: Table): readonly Statement[] {
  const vocabulary = vocabularyOf(alike);
  const vectors = new Set(alike.rows.flatMap(({ vectors: kept = {} }) => Object.keys(kept)));
  return statements.filter((statement) => {
    if ('in' in statement && statement.in.kind === 'any') return false;
    if (!comparesArms(statement, vectors)) return false;
    const { settled, inside } = draftOf({ ...statement, units: 'none' }, alike, vocabulary);
    return settled !== undefined || inside > 0;
  });
}

function comparesArms(statement: Statement, vectors: ReadonlySet<string>): boolean {
  switch (statement.kind) {
    case 'ratio':
    case 'difference':
    case 'order':
    case 'correlation':
      return true;
    case 'slope':
      return ![...namesIn([{ ...statement, of: statement.over } as Statement])].includes('time');
    case 'value':
      return (
        armsIn(statement).length > 0 && ![...namesIn([statement])].some((name) => vectors.has(name))
      );
    default:
      return false;
  }
}

/**
 * The runs of every seed with their arms exchanged at random: what each left behind stays together. Where `only` names scalars, these alone
 * are exchanged.
 */
export function shuffled(
  rows: readonly Row[],
  stream: Rng,
  only?: ReadonlySet<string>,
): readonly Row[] {
  const bySeed = new Map<string, number[]>();
  for (const [i, { seed, noise = 0 }] of rows.entries()) {
    const unit = `${seed} ${noise}`;
    bySeed.set(unit, [...(bySeed.get(unit) ?? []), i]);
  }
  const found = [...rows];
  for (const places of bySeed.values()) {
    const order = stream.permutation(places.length);
    for (const [k, place] of places.entries()) {
      const [here, there] = [rows[place]!, rows[places[order[k]!]!]!];
      const named = Object.entries(there.scalars).filter(([key]) => only?.has(key));
      found[place] =
        only === undefined
          ? { ...there, id: here.id, axes: here.axes }
          : { ...here, scalars: { ...here.scalars, ...Object.fromEntries(named) } };
    }
  }
  return found;
}

/** The scalars of a statement that exchanging arms exchanges: all, but of a correlation one of its two measures, which stay together else. */
export const exchanged = (statement: Statement): ReadonlySet<string> | undefined =>
  statement.kind === 'correlation'
    ? namesIn([{ ...statement, of: statement.with } as Statement])
    : undefined;

/** How often each statement is supported over tables drawn where nothing is there. */
export function supportOf(
  statements: readonly Statement[],
  draws: number,
  draw: (i: number) => Table,
): readonly Support[] {
  const counts = statements.map(() => 0);
  for (let i = 0; i < draws; i++)
    for (const [k, { alone }] of judgeAll({ statements, across: 'none' }, draw(i)).entries())
      if (alone === 'supported') counts[k]!++;
  return statements.map(({ id }, k) => ({ id, supported: counts[k]!, judged: draws }));
}
