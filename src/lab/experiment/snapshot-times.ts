import { own } from '../../claims/expression/own.ts';
import { type Call, childrenOf, type Node } from '../../claims/expression/syntax.ts';
import { type Ground, groundOf } from '../../claims/quantities/ground.ts';
import { isExpression } from '../../claims/statements/names-in.ts';
import type { Statement } from '../../claims/statements/statement.ts';
import { quantityOf } from '../../claims/table/evaluate.ts';
import { vocabularyOf } from '../../claims/table/table.ts';
import { takesVectors } from '../../claims/table/vector-calls.ts';
import { type Issue, pathName } from '../spec/issue.ts';
import { plannedTable } from './planned-table.ts';
import type { RunSpec } from './run-spec.ts';

/** Vectors of a run: weights where they are looked at and where training began, and outputs on the test and on the training examples. */
export const vectorNames = ['theta', 'theta0', 'outputs', 'trainOutputs'] as const;

/** Those that are there without a network. */
export const weightNames = ['theta', 'theta0'] as const;

/** Those of them that move along a run. */
const moving: readonly string[] = ['theta', 'outputs', 'trainOutputs'];

/** Training times at which statements look at vectors, ascending, and what keeps a file from having them. */
export interface SnapshotTimes {
  readonly times: readonly number[];
  readonly issues: readonly Issue[];
}

/**
 * The times at which the runs of a file must keep weights and outputs for its statements: numbers, or what follows from the keys of
 * the grid, as `time = rate`; 0 for `theta0`. Weights and outputs on the training examples are kept at the end anyway, those on the test examples there where the time of the end is set.
 */
export function snapshotTimes(
  statements: readonly Statement[],
  specs: readonly RunSpec[],
): SnapshotTimes {
  const plan = plannedTable(specs);
  const { stop, measure } = specs[0]!;
  const found = statements.map((statement, i) => {
    const ground = groundOf(statement, plan, vocabularyOf(plan));
    const wanted = wantedBy(statement);
    const times = wanted.flatMap((one) => {
      if (one.kind === 'at') return timesOf(one.node, ground);
      if (one.kind === 'start') return [0];
      return one.kind === 'end' && stop.time !== undefined ? [stop.time] : [];
    });
    const complain = (text: string): Issue => ({
      path: ['expect', i],
      text: `${pathName(['expect', i])}: ${text}`,
    });
    const issues = wanted.flatMap((one) => {
      if (one.kind === 'end' && stop.time === undefined)
        return [
          complain('outputs are kept at training times; say which, as time = 1, or give stop.time'),
        ];
      if (one.kind === 'window' && measure.snapshots.length === 0)
        return [
          complain(
            'the mean of a vector is over the times of measure.snapshots, and the file has none; add some',
          ),
        ];
      return one.kind === 'at' && ground.rows.length > 0 && timesOf(one.node, ground).length === 0
        ? [
            complain(
              'a time at which vectors are looked at must follow from the keys of the grid; write such a one',
            ),
          ]
        : [];
    });
    const late = times.filter(
      (time) => time > (stop.time ?? Number.POSITIVE_INFINITY) * (1 + 1e-9),
    );
    return {
      times,
      issues: [
        ...issues,
        ...late
          .slice(0, 1)
          .map((time) =>
            complain(
              `it looks at vectors at time ${time}, after the end at stop.time ${stop.time}: lower it or raise stop.time`,
            ),
          ),
      ],
    };
  });
  const times = found.flatMap((one) => one.times);
  return {
    times: [...new Set(times)].sort((a, b) => a - b),
    issues: found.flatMap(({ issues }) => issues),
  };
}

/** When a vector is looked at. */
type Wanted =
  | { readonly kind: 'at'; readonly node: Node }
  | { readonly kind: 'start' | 'end' | 'window' };

function wantedBy(statement: Statement): readonly Wanted[] {
  const { lets, arms: _, ...rest } = statement;
  const wanted: Wanted[] = [];
  const visit = (node: Node, time: Node | undefined): void => {
    if (node.kind === 'name') {
      const named = own(lets, node.name);
      if (named !== undefined) visit(named.node, time);
      else if (node.name === 'theta0') wanted.push({ kind: 'start' });
      else if (moving.includes(node.name) && time !== undefined)
        wanted.push({ kind: 'at', node: time });
      else if (node.name === 'outputs') wanted.push({ kind: 'end' });
    } else if (node.kind === 'call') visitCall(node, time);
    else for (const child of childrenOf(node)) visit(child, time);
  };
  const visitCall = (node: Call, time: Node | undefined): void => {
    const given = (name: string) => node.named.find((one) => one.name === name)?.value;
    const own = takesVectors(node.name) || node.name === 'at' ? given('time') : undefined;
    const windowed =
      node.name === 'mean' && given('over') === undefined && isOfVectors(node.args[0]!, lets);
    if (windowed) wanted.push({ kind: 'window' });
    else
      for (const [i, arg] of node.args.entries())
        visit(arg, (own?.kind === 'list' ? own.items[i] : own) ?? time);
    for (const { value } of node.named) visit(value, undefined);
  };
  const walk = (value: unknown): void => {
    if (isExpression(value)) visit(value.node, undefined);
    else if (typeof value === 'object' && value !== null)
      for (const one of Object.values(value)) walk(one);
  };
  walk(rest);
  return wanted;
}

const isOfVectors = (node: Node, lets: Statement['lets']): boolean => {
  if (node.kind !== 'name')
    return node.kind !== 'call' && childrenOf(node).some((child) => isOfVectors(child, lets));
  const named = own(lets, node.name);
  return named === undefined
    ? (vectorNames as readonly string[]).includes(node.name)
    : isOfVectors(named.node, lets);
};

/** The times that an expression is in the runs that are meant; to twelve digits, so that 0.1/(1 - 0.9) is 1. */
function timesOf(node: Node, ground: Ground): readonly number[] {
  return ground.rows.flatMap((row) => {
    const time = quantityOf({ text: '', node }, ground.context(row));
    return time.kind === 'number' && time.value >= 0 ? [Number(time.value.toPrecision(12))] : [];
  });
}
