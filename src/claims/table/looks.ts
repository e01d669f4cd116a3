import { own } from '../expression/own.ts';
import { type Call, childrenOf, type Node } from '../expression/syntax.ts';
import type { Context } from './context.ts';
import { evaluate, valueIn } from './evaluate.ts';
import { axesIn } from './over-axis.ts';
import { partnerOf } from './partner.ts';
import { momentOf } from './places.ts';
import type { Row } from './table.ts';
import type { Columns } from './value.ts';
import { tailStart, windowOf } from './windows.ts';

/** A part of a series of a run that a number is taken from: a stretch of training time, or a moment where both ends are one. */
export interface Look {
  readonly series: string;
  readonly row: Row;
  /** Training times, within the run. */
  readonly from: number;
  readonly to: number;
}

/**
 * The parts of series that an expression looks at where it does not look at all of them: `tail(s, 0.4)`, `at(s, time = 20)`,
 * `mean(s, after = 5)`. In the run of the context, and in those of the arms that the expression indexes.
 */
export function looksOf(node: Node, context: Context): readonly Look[] {
  switch (node.kind) {
    case 'name': {
      const named = own(context.lets, node.name);
      return named === undefined ? [] : looksOf(named.node, context);
    }
    case 'index': {
      const row = indexed(node, context);
      return row === undefined ? [] : looksOf(node.of, { ...context, row });
    }
    case 'call': {
      const found = ownLooks(node, context);
      return found.length > 0 ? found : node.args.flatMap((arg) => looksOf(arg, context));
    }
    default:
      return childrenOf(node).flatMap((child) => looksOf(child, context));
  }
}

/** What a call itself looks at. */
function ownLooks(node: Call, context: Context): readonly Look[] {
  const [of] = node.args;
  const overAxes = node.named.some(
    ({ name, value }) => name === 'over' && axesIn(value, context).size > 0,
  );
  if (of === undefined || overAxes) return [];
  const value = valueIn(of, context, 'series');
  if (value.kind !== 'series' && value.kind !== 'truths') return [];
  const { time, step } = value;
  const rows: Columns = { kind: 'series', time, step, value: time, low: time, high: time };
  const span = spanOf(node, rows, context);
  if (span === undefined) return [];
  return seriesIn(of, context).map((one) => ({ ...one, ...span }));
}

function spanOf(node: Call, rows: Columns, context: Context) {
  const [start, end] = [rows.time[0], rows.time.at(-1)];
  if (start === undefined || end === undefined) return undefined;
  if (node.name === 'at') {
    const at = momentOf(node, rows, context, valueIn);
    return at === undefined || at < start || at > end ? undefined : { from: at, to: at };
  }
  if (node.name === 'tail') {
    const share = valueIn(node.args[1]!, context, 'number');
    const part = share.kind === 'number' ? share.value : Number.NaN;
    return part > 0 && part < 1 ? { from: tailStart(rows, part), to: end } : undefined;
  }
  if (!node.named.some(({ name }) => name === 'after' || name === 'before')) return undefined;
  const window = windowOf(node, context, valueIn);
  if (window.kind === 'missing') return undefined;
  const [from, to] = [Math.max(start, window.after), Math.min(end, window.before)];
  return from <= to ? { from, to } : undefined;
}

/** The series that an expression names, through `let:` too, of the run or of an arm that it indexes. */
function seriesIn(node: Node, context: Context): readonly Pick<Look, 'series' | 'row'>[] {
  if (node.kind === 'index') {
    const row = indexed(node, context);
    return row === undefined ? [] : seriesIn(node.of, { ...context, row });
  }
  if (node.kind !== 'name') return childrenOf(node).flatMap((child) => seriesIn(child, context));
  const named = own(context.lets, node.name);
  if (named !== undefined) return seriesIn(named.node, context);
  const { row } = context;
  return own(row.series, node.name) === undefined ? [] : [{ series: node.name, row }];
}

/** The run of the arm; undefined where there is none. */
function indexed({ arm }: Extract<Node, { kind: 'index' }>, context: Context): Row | undefined {
  const row = partnerOf(arm, own(context.arms, arm) ?? {}, context, evaluate);
  return 'kind' in row ? undefined : row;
}
