import type { Part } from '../estimates/part.ts';
import { own } from '../expression/own.ts';
import type { Expression } from '../expression/syntax.ts';
import { rankedLines } from '../quantities/correlation-parts.ts';
import { gather } from '../quantities/gather.ts';
import { type Line, linesOf } from '../quantities/grid.ts';
import { armsOf, type Ground } from '../quantities/ground.ts';
import { given } from '../quantities/single-parts.ts';
import { slopeLines } from '../quantities/slope-parts.ts';
import { sidesOf } from '../quantities/unpaired-parts.ts';
import type { Statement } from '../statements/statement.ts';
import type { Context } from '../table/context.ts';
import { evaluate, quantityOf } from '../table/evaluate.ts';
import { partnerOf } from '../table/partner.ts';
import type { Row } from '../table/table.ts';
import type { ArmValues } from './evidence.ts';

/** The arms that the parts of a statement come from, with a value for each unit that has a number there. */
export function armsBehind(ground: Ground, parts: readonly Part[]): readonly ArmValues[] {
  const { statement } = ground;
  switch (statement.kind) {
    case 'ratio':
    case 'difference':
      return twoArms(ground, parts, statement);
    case 'equal':
      return 'node' in statement.to
        ? againstFormula(ground, parts, statement.to)
        : twoArms(ground, parts, statement.to);
    case 'shape':
      return againstFormula(ground, parts, statement.is);
    case 'value':
      return statement.in.kind === 'near'
        ? againstFormula(ground, parts, statement.in.centre)
        : ofParts(parts);
    case 'share':
      return ofParts(parts);
    case 'slope': {
      const lines = slopeLines(ground, statement);
      return lines === undefined ? ofParts(parts) : lines.flatMap(alongAxis);
    }
    case 'order':
      return linesOf(ground, statement.over, measured(statement.of)).flatMap(alongAxis);
    case 'collapse':
      return linesOf(ground, statement.over, measured(statement.of), 'one').flatMap(alongAxis);
    case 'correlation':
      return ranked(ground, statement);
  }
}

const measured = (of: Expression) => (_: Row, context: Context) => given(quantityOf(of, context));

/** Each part is of one arm, whose values are what is judged. */
const ofParts = (parts: readonly Part[]): readonly ArmValues[] =>
  parts.map(({ label, gathered }, group) => ({
    ...{ label, group, line: '', side: null },
    runs: gathered.rows.map(({ id }) => id),
    points: gathered.samples.map(({ unit, quantity }) => ({ unit, x: null, y: quantity.value })),
  }));

function alongAxis({ label: name, places, units }: Line, group: number): readonly ArmValues[] {
  return places.map(({ label, x, byUnit, gathered }) => ({
    ...{ label, group, line: name === 'all' ? '' : name, side: null },
    runs: gathered.rows.map(({ id }) => id),
    points: units.map((unit) => ({ unit, x, y: byUnit.get(unit)!.value })),
  }));
}

function againstFormula(
  ground: Ground,
  parts: readonly Part[],
  formula: Expression,
): readonly ArmValues[] {
  return [...armsOf(ground, ground.rows)].flatMap(([label, rows]) => {
    const group = parts.findIndex((part) => part.label === label);
    if (group < 0) return [];
    const [of, is] = [ground.statement.of, formula].map((one) =>
      valuesOf(ground, rows, measured(one)),
    );
    const points = parts[group]!.gathered.samples.flatMap(({ unit }) => {
      const [x, y] = [is!.get(unit), of!.get(unit)];
      return x === undefined || y === undefined ? [] : [{ unit, x, y }];
    });
    return [{ label, group, line: '', side: null, runs: rows.map(({ id }) => id), points }];
  });
}

function twoArms(
  ground: Ground,
  parts: readonly Part[],
  { from, to, pair }: { readonly from: string; readonly to: string; readonly pair: string },
): readonly ArmValues[] {
  const { of } = ground.statement;
  const sided = (group: number, side: 'from' | 'to', rows: readonly Row[], all: Values) => ({
    ...{ label: side === 'from' ? from : to, group, line: '', side },
    runs: [...new Set(rows.map(({ id }) => id))],
    points: [...all].map(([unit, y]) => ({ unit, x: null, y })),
  });
  if (pair === 'none')
    return sidesOf(ground, of, to).sides.flatMap(({ label, from: x, to: y }) => {
      const group = parts.findIndex((part) => part.label === label);
      const values = ({ samples }: typeof x) =>
        new Map(samples.map(({ unit, quantity }) => [unit, quantity.value]));
      return [sided(group, 'from', x.rows, values(x)), sided(group, 'to', y.rows, values(y))];
    });
  const pattern = own(ground.statement.arms, to) ?? {};
  return [...armsOf(ground, ground.rows)].flatMap(([label, rows]) => {
    const group = parts.findIndex((part) => part.label === label);
    if (group < 0) return [];
    const units = new Set(parts[group]!.gathered.samples.map(({ unit }) => unit));
    const only = (all: Values) => new Map([...all].filter(([unit]) => units.has(unit)));
    const partners: Row[] = [];
    const there = valuesOf(ground, rows, (_, context) => {
      const row = partnerOf(to, pattern, context, evaluate);
      if ('kind' in row) return row;
      partners.push(row);
      return given(quantityOf(of, { ...context, row }));
    });
    return [
      sided(group, 'from', rows, only(valuesOf(ground, rows, measured(of)))),
      sided(group, 'to', partners, only(there)),
    ];
  });
}

function ranked(
  ground: Ground,
  statement: Extract<Statement, { kind: 'correlation' }>,
): readonly ArmValues[] {
  const found = rankedLines(ground, statement);
  if (found === undefined) return [];
  const { of, other, units } = found;
  return of.places.map(({ label, byUnit, gathered }, i) => ({
    ...{ label, group: 0, line: '', side: null },
    runs: gathered.rows.map(({ id }) => id),
    points: units.map((unit) => ({
      unit,
      x: other.places[i]!.byUnit.get(unit)!.value,
      y: byUnit.get(unit)!.value,
    })),
  }));
}

type Values = ReadonlyMap<string, number>;

const valuesOf = (
  ground: Ground,
  rows: readonly Row[],
  measure: Parameters<typeof gather>[2],
): Values =>
  new Map(
    gather(ground, rows, measure).samples.map(({ unit, quantity }) => [unit, quantity.value]),
  );
