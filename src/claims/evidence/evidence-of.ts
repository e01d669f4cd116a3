import { isMeant } from '../estimates/part.ts';
import { type Ground, groundOf } from '../quantities/ground.ts';
import { partsOf } from '../quantities/parts.ts';
import type { Expectations, Statement } from '../statements/statement.ts';
import { wordsOf } from '../statements/words-of.ts';
import { type Table, vocabularyOf } from '../table/table.ts';
import { armsBehind } from './arms-behind.ts';
import type { As, Evidence } from './evidence.ts';
import { lookedAt } from './looked-at.ts';

/**
 * The numbers behind the verdicts on the same table, one a statement in their order: of each number that is judged what
 * every unit says, and the values of the arms that it comes from.
 *
 * Taken from the rows as the judge takes them, so that a figure draws what a sentence quotes. Never throws on data.
 */
export function evidenceOf(
  { statements }: Pick<Expectations, 'statements'>,
  table: Table,
): readonly Evidence[] {
  const vocabulary = vocabularyOf(table);
  return statements.map((statement) => evidenceOn(groundOf(statement, table, vocabulary)));
}

function evidenceOn(ground: Ground): Evidence {
  const { statement } = ground;
  const { parts: all } = partsOf(ground);
  const parts = all.some(isMeant) ? all.filter(isMeant) : all;
  const judged = new Set(parts.flatMap(({ gathered }) => gathered.rows.map(({ id }) => id)));
  const words = wordsOf(statement);
  return {
    ...{ id: statement.id, kind: statement.kind, of: statement.of.text },
    ...(words !== undefined && { words }),
    ...{ over: overOf(statement), as: asOfStatement(statement), scale: scaleOf(statement) },
    parts: parts.map(({ label, at, gathered }) => ({
      ...{ label, ...(at !== undefined && { at }) },
      units: isUnpaired(statement)
        ? []
        : gathered.samples
            .map(({ unit, quantity: { value } }) => ({ unit, value: shown(statement, value) }))
            .filter(({ value }) => Number.isFinite(value)),
    })),
    arms: armsBehind(ground, parts)
      .map((arm) => ({ ...arm, points: arm.points.filter(isFinitePoint) }))
      .filter(({ points }) => points.length > 0),
    windows: lookedAt(ground, judged),
  };
}

/** As the verdict shows it: the changes of an order by a share are judged as logarithms and shown as factors. */
const shown = (statement: Statement, value: number): number =>
  statement.kind === 'order' && statement.by.kind === 'share' ? Math.exp(value) : value;

const isFinitePoint = ({ x, y }: Evidence['arms'][number]['points'][number]): boolean =>
  Number.isFinite(y) && (x === null || Number.isFinite(x));

/** Where units of the two arms do not belong together, no unit has a number of its own. */
const isUnpaired = (statement: Statement): boolean =>
  ('pair' in statement && statement.pair === 'none') ||
  (statement.kind === 'equal' && 'from' in statement.to && statement.to.pair === 'none');

function overOf(statement: Statement): string | null {
  switch (statement.kind) {
    case 'slope':
    case 'order':
    case 'collapse':
      return statement.over.text;
    case 'correlation':
      return statement.with.text;
    case 'shape':
      return statement.is.text;
    case 'equal':
      return 'node' in statement.to ? statement.to.text : null;
    case 'value':
      return statement.in.kind === 'near' ? statement.in.centre.text : null;
    default:
      return null;
  }
}

function asOfStatement(statement: Statement): As {
  switch (statement.kind) {
    case 'ratio':
    case 'difference':
      return statement.kind;
    case 'equal':
    case 'collapse':
    case 'shape':
      return statement.within.kind === 'share' ? 'ratio' : 'difference';
    case 'order':
      return statement.by.kind === 'share' ? 'ratio' : 'difference';
    case 'value':
      if (statement.in.kind !== 'near') return 'plain';
      return statement.in.margin.kind === 'share' ? 'ratio' : 'difference';
    default:
      return 'plain';
  }
}

function scaleOf(statement: Statement): Evidence['scale'] {
  if (statement.kind === 'slope') {
    const [of, over] = statement.scale;
    return statement.per === 'doubling' ? ['doublings', 'linear'] : [over, of];
  }
  const log = asOfStatement(statement) === 'ratio' ? 'log' : 'linear';
  return [log, log];
}
