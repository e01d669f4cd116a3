import { alwaysKnown } from '../expression/names.ts';
import { own } from '../expression/own.ts';
import { type Node, namesOfNode } from '../expression/syntax.ts';
import { unitOf } from '../quantities/gather.ts';
import { armsIn, armsOf, type Ground, groundOf, groupsBy } from '../quantities/ground.ts';
import { isExpression } from '../statements/names-in.ts';
import type { Statement } from '../statements/statement.ts';
import { varyingAxes } from '../table/arm.ts';
import type { Context } from '../table/context.ts';
import { evaluate, quantityOf } from '../table/evaluate.ts';
import { axesIn } from '../table/over-axis.ts';
import { partnerOf } from '../table/partner.ts';
import type { Table } from '../table/table.ts';

/** What a plan has for a statement. */
export interface Rehearsal {
  /** Units of the arm that has fewest; 0 where the plan cannot say. */
  readonly n: number;
  /** Why no outcome could be judged, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Puts a statement on runs that are planned: whether there are any, whether arms that are compared have partners, and places
 * enough along an axis. Axes and seeds are all that such runs have.
 */
export function rehearse(
  statement: Statement,
  plan: Table,
  vocabulary: Context['vocabulary'],
): Rehearsal {
  const { where } = statement;
  const isOfMeasures =
    where !== undefined &&
    namesThrough(where.node, statement.lets).some(
      (name) => vocabulary.get(name) === 'measure' || UNKNOWN.includes(name),
    );
  // Which runs those will be, nobody knows.
  if (isOfMeasures) return { n: seedsOf(plan), problems: [] };
  const ground = groundOf(statement, plan, vocabulary);
  if (ground.rows.length === 0)
    return {
      n: 0,
      problems: [
        where === undefined ? 'no planned run is of its arms' : `no planned run has ${where.text}`,
      ],
    };
  const arms = [...armsOf(ground, ground.rows).values()];
  const n = Math.min(...arms.map((rows) => new Set(rows.map((row) => unitOf(row, ground))).size));
  return { n, problems: [...withoutPartner(ground), ...withoutPlaces(ground)] };
}

/** What only a finished run has. */
const UNKNOWN: readonly string[] = alwaysKnown.filter(
  (name) => name !== 'seed' && name !== 'noise',
);

/** The names in an expression, and in what names of let: stand for. */
const namesThrough = (node: Node, lets: Statement['lets']): readonly string[] =>
  namesOfNode(node).flatMap(({ name }) => {
    const named = own(lets, name);
    return named === undefined ? [name] : namesThrough(named.node, lets);
  });

const seedsOf = ({ rows }: Table): number => new Set(rows.map(({ seed }) => seed)).size;

/** Arms that no run of the statement has a partner in. */
function withoutPartner({ statement, rows, context }: Ground): readonly string[] {
  return [...new Set(armsIn(statement))].flatMap((name) => {
    const found = rows.map((row) =>
      partnerOf(name, own(statement.arms, name) ?? {}, context(row), evaluate),
    );
    const [first] = found;
    // Where runs are held all against all, seeds need not agree.
    if ('pair' in statement && statement.pair === 'none') return [];
    return first !== undefined && 'kind' in first && found.every((one) => 'kind' in one)
      ? [`nothing to compare: ${first.text}`]
      : [];
  });
}

/** Fewer arms along an axis than the kind needs. */
function withoutPlaces(ground: Ground): readonly string[] {
  const { statement, rows, context } = ground;
  if (!('over' in statement) || !isExpression(statement.over)) return [];
  const { over, kind } = statement;
  const [first] = rows;
  // Over time or another series: the places are those of each run.
  if (first === undefined || axesIn(over.node, context(first)).size === 0) return [];
  const xs = rows.flatMap((row) => {
    const x = quantityOf(over, context(row));
    return x.kind === 'number' ? [{ row, x: x.value }] : [];
  });
  // Over what is measured: the places are known once it is.
  if (xs.length === 0) return [];
  if (kind === 'collapse') {
    const varying = varyingAxes(rows, ground.inner);
    const places = new Map<number, Set<string>>();
    for (const [label, of] of groupsBy(rows, varying)) {
      const place = xs.find(({ row }) => row === of[0])?.x;
      if (place === undefined) continue;
      const key = Number(place.toPrecision(9));
      places.set(key, (places.get(key) ?? new Set()).add(label));
    }
    const several = [...places.values()].filter((labels) => labels.size > 1).length;
    return several < 2
      ? [`fewer than two places of ${over.text} have two arms, so that nothing can agree there`]
      : [];
  }
  const fewest = kind === 'slope' && statement.floor !== undefined ? 3 : 2;
  const places = new Set(xs.map(({ x }) => Number(x.toPrecision(9)))).size;
  return places < fewest
    ? [
        `${places === 1 ? 'one place' : `${places} places`} along ${over.text}, where ${fewest} are the fewest`,
      ]
    : [];
}
