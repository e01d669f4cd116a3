import type { MeanOptions } from '../estimates/mean-estimate.ts';
import { own } from '../expression/own.ts';
import { childrenOf, type Expression, type Node } from '../expression/syntax.ts';
import { isRelative } from '../statements/kinds.ts';
import type { Statement } from '../statements/statement.ts';
import { labelsOf, type Pattern, varyingAxes } from '../table/arm.ts';
import type { Context } from '../table/context.ts';
import { evaluate, holdsIn } from '../table/evaluate.ts';
import { axesIn } from '../table/over-axis.ts';
import { fits } from '../table/partner.ts';
import { type Row, type Table, withEntailed } from '../table/table.ts';
import type { Missing } from '../table/value.ts';

/** A statement put on the rows of a table. */
export interface Ground {
  readonly statement: Statement;
  /** The runs that are meant. */
  readonly rows: readonly Row[];
  /** Axes that something in the statement is taken over: places along them are no arms of their own. */
  readonly inner: ReadonlySet<string>;
  /** Whether something is taken over the units themselves: each then says what all but it say, and intervals are by the jackknife. */
  readonly jackknife: boolean;
  /** Where an expression is evaluated for a run, with the runs that it looks at. */
  context(row: Row): Context;
}

/** Finds the runs that a statement means. */
export function groundOf(
  statement: Statement,
  { rows: all, entails }: Table,
  vocabulary: Context['vocabulary'],
): Ground {
  const { arms, lets, where } = statement;
  const axes = armsIn(statement).flatMap((name) => Object.keys(own(arms, name) ?? {}));
  const named = withEntailed(axes, entails);
  const base = { all, vocabulary, arms, lets, named, entails, memo: new WeakMap() };
  const meant =
    where === undefined
      ? all
      : all.filter(
          (row) => holdsIn(where, { ...base, rows: all, row, touched: new Set() }) === true,
        );
  const anchor = anchorOf(statement);
  const pattern = anchor === undefined ? undefined : own(arms, anchor);
  const inner = withEntailed(takenOver(statement, base), entails);
  const left = leftOutIn(statement, inner);
  const context = (row: Row): Context => {
    const value = left === undefined ? undefined : row[left];
    return {
      ...{ ...base, rows: meant, row, touched: new Set([row]) },
      ...(left !== undefined && value !== undefined && { leftOut: { axis: left, value } }),
    };
  };
  const isOf = (row: Row, one: Pattern) => fits(row, one, context(row), evaluate);
  const others = armsIn(statement).map((name) => own(arms, name) ?? {});
  const rows =
    pattern !== undefined
      ? meant.filter((row) => isOf(row, pattern))
      : hasPlaces(statement)
        ? meant
        : withoutReferences(meant, (row) => others.some((one) => isOf(row, one)));
  return {
    statement,
    rows,
    ...{ context, inner, jackknife: left !== undefined },
  };
}

/** The units that a statement takes something over, where they are seeds or noises: then no unit has a number of its own. */
function leftOutIn(
  { kind, units, ...rest }: Statement,
  inner: ReadonlySet<string>,
): 'seed' | 'noise' | undefined {
  const isPaired = !('pair' in rest && rest.pair === 'none');
  if (kind === 'share' || kind === 'correlation' || !isPaired) return undefined;
  if (units === 'seeds') return inner.has('seed') ? 'seed' : undefined;
  return units === 'noises' && inner.has('noise') ? 'noise' : undefined;
}

/** Along an axis the arm that others are held against is a place as any other. */
const hasPlaces = ({ kind }: Statement): boolean =>
  kind === 'slope' || kind === 'order' || kind === 'collapse' || kind === 'correlation';

/** An arm that is held against itself says nothing: x/x[arm] is 1 there whatever x is. Nothing but such runs are kept. */
function withoutReferences(
  rows: readonly Row[],
  isReference: (row: Row) => boolean,
): readonly Row[] {
  const others = rows.filter((row) => !isReference(row));
  return others.length > 0 ? others : rows;
}

/** Whether no chance is in the numbers: closed forms, deterministic methods on fixed data. */
export const isComputed = ({ statement }: Ground): boolean => statement.units === 'none';

/** How the numbers of the units are taken together. */
export const meansOf = (ground: Ground, level: number): MeanOptions => ({
  ...{ level, computed: isComputed(ground), jackknife: ground.jackknife },
});

/** Whether a run entered the regime of `when:`; where a run has nothing to enter, such as no rate, the reason. */
export function entered({ statement: { when } }: Ground, context: Context): boolean | Missing {
  return when === undefined ? true : holdsIn(when, context);
}

/** Rows that agree in some axes, by their label, in the order of their first one. */
export function groupsBy(
  rows: readonly Row[],
  axes: readonly string[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  const labelOf = labelsOf(rows, axes);
  for (const row of rows) {
    const label = labelOf(row);
    groups.set(label, [...(groups.get(label) ?? []), row]);
  }
  return groups;
}

/** The arms of some rows: those that agree in every axis that varies and is not inner. */
export const armsOf = (
  { inner }: Pick<Ground, 'inner'>,
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> => groupsBy(rows, varyingAxes(rows, inner));

/** The arm whose runs are judged: of two that are compared the first, or the first that everything is indexed by. */
function anchorOf(statement: Statement): string | undefined {
  if ('from' in statement) return statement.from;
  if (statement.kind === 'equal' && 'from' in statement.to) return statement.to.from;
  const of = quantitiesOf(statement);
  const first = armsIn(statement)[0];
  const isFixed = first !== undefined && !isRelative(own(statement.arms, first) ?? ({} as Pattern));
  return isFixed && of.every(({ node }) => isIndexed(node, statement.lets)) ? first : undefined;
}

/** The expressions that a statement's numbers come from. */
export function quantitiesOf(statement: Statement): readonly Expression[] {
  const { of } = statement;
  switch (statement.kind) {
    case 'shape':
      return [of, statement.is];
    case 'correlation':
      return [of, statement.with];
    case 'equal':
      return 'node' in statement.to ? [of, statement.to] : [of];
    case 'value':
      return statement.in.kind === 'near' ? [of, statement.in.centre] : [of];
    default:
      return [of];
  }
}

/** Whether every name in an expression stands in the index of an arm. */
function isIndexed(node: Node, lets: Statement['lets']): boolean {
  if (node.kind === 'index') return true;
  if (node.kind === 'name') {
    const named = own(lets, node.name);
    return named !== undefined && isIndexed(named.node, lets);
  }
  return childrenOf(node).every((child) => isIndexed(child, lets));
}

/** The arms that a statement names, in order. */
export function armsIn(statement: Statement): readonly string[] {
  const names: string[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'index') names.push(node.arm);
    const named = node.kind === 'name' ? own(statement.lets, node.name) : undefined;
    if (named !== undefined) visit(named.node);
    for (const child of childrenOf(node)) visit(child);
  };
  if ('from' in statement) names.push(statement.from, statement.to);
  if (statement.kind === 'equal' && 'from' in statement.to)
    names.push(statement.to.from, statement.to.to);
  for (const { node } of quantitiesOf(statement)) visit(node);
  return names;
}

/** The axes that functions of a statement are taken over: `argmin(x, over = rate)` has one value for all rates. */
function takenOver(
  statement: Statement,
  context: Pick<Context, 'lets' | 'vocabulary'>,
): readonly string[] {
  const axes: string[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'call')
      for (const { name, value } of node.named)
        if (name === 'over') axes.push(...axesIn(value, context));
    const named = node.kind === 'name' ? own(statement.lets, node.name) : undefined;
    if (named !== undefined) visit(named.node);
    for (const child of childrenOf(node)) visit(child);
  };
  for (const { node } of quantitiesOf(statement)) visit(node);
  return axes;
}
