import { significant } from '../../core/format.ts';
import { own } from '../expression/own.ts';
import { childrenOf, isComparison, type Node } from '../expression/syntax.ts';
import type { Ground } from '../quantities/ground.ts';
import type { Context } from '../table/context.ts';
import { valueIn } from '../table/evaluate.ts';

/**
 * How far runs got towards a regime that they did not enter: of the innermost comparison with a series, the largest
 * share of what it asks for; else both of its sides. Empty where there is nothing to say.
 */
export function reachOf(ground: Ground): string {
  const { when } = ground.statement;
  const node = when === undefined ? undefined : innermost(when.node, ground.statement.lets);
  if (
    node === undefined ||
    (node.op !== '>' && node.op !== '>=' && node.op !== '<' && node.op !== '<=')
  )
    return '';
  const shares = ground.rows.flatMap((row) => shareReached(node, ground.context(row)));
  if (shares.length === 0) return '';
  const rises = node.op === '>' || node.op === '>=';
  const best = rises ? Math.max(...shares) : Math.min(...shares);
  return `the nearest run came to ${significant(best)} × the right side of the comparison`;
}

type ComparisonNode = Extract<Node, { kind: 'binary' }>;

function innermost(node: Node, lets: Ground['statement']['lets']): ComparisonNode | undefined {
  const named = node.kind === 'name' ? own(lets, node.name) : undefined;
  const inside = named === undefined ? childrenOf(node) : [named.node];
  for (const child of inside) {
    const found = innermost(child, lets);
    if (found !== undefined) return found;
  }
  return node.kind === 'binary' && isComparison(node.op) ? node : undefined;
}

/** The extreme of left ÷ right along a run. */
function shareReached({ op, left, right }: ComparisonNode, context: Context): readonly number[] {
  const ratio: Node = { kind: 'binary', op: '/', at: 0, left, right };
  const value = valueIn(ratio, context, 'series');
  const shares =
    value.kind === 'series' ? value.value : value.kind === 'number' ? [value.value] : [];
  const told = shares.filter(Number.isFinite);
  if (told.length === 0) return [];
  return [told.reduce((a, b) => (op === '>' || op === '>=' ? Math.max(a, b) : Math.min(a, b)))];
}
