import type { Call, Node } from '../expression/syntax.ts';
import { type Ground, quantitiesOf } from '../quantities/ground.ts';
import type { Statement } from '../statements/statement.ts';
import { looksOf } from '../table/looks.ts';
import type { Row } from '../table/table.ts';
import type { JudgedWindow } from './evidence.ts';

/** The parts of series that the numbers of a statement are taken from, run by run, each once; none of runs that are not judged. */
export function lookedAt(ground: Ground, judged: ReadonlySet<string>): readonly JudgedWindow[] {
  const nodes = nodesOf(ground.statement);
  const found = new Map<string, JudgedWindow>();
  for (const row of rowsOf(ground)) {
    if (!judged.has(row.id)) continue;
    const context = ground.context(row);
    for (const node of nodes)
      for (const { series, row: of, from, to } of looksOf(node, context))
        found.set(`${series} ${of.id} ${from} ${to}`, { series, run: of.id, from, to });
  }
  return [...found.values()];
}

/** Those of both arms where two are compared: the other arm is no row of the ground. */
function rowsOf({ statement, rows, context }: Ground): readonly Row[] {
  const pair = 'from' in statement || (statement.kind === 'equal' && 'from' in statement.to);
  return pair && rows.length > 0 ? context(rows[0]!).all : rows;
}

function nodesOf(statement: Statement): readonly Node[] {
  const own = quantitiesOf(statement).map(({ node }) => node);
  if (statement.kind !== 'slope' && statement.kind !== 'share') return own;
  const { of, after, before } = statement;
  const ends = Object.entries({ after, before }).flatMap(([name, end]) =>
    end === undefined ? [] : [{ name, at: 0, value: end.node }],
  );
  if (ends.length === 0) return own;
  // Their window stands beside the quantity, and means the same as within it.
  return [{ kind: 'call', at: 0, name: 'mean', args: [of.node], named: ends } satisfies Call];
}
