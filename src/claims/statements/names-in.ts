import { own } from '../expression/own.ts';
import { childrenOf, type Expression, type Node } from '../expression/syntax.ts';
import type { Statement } from './statement.ts';

export const isExpression = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'node' in value && 'text' in value;

/**
 * Every name that some statements use, of measures, axes and arms, and through those of let: too; a measure among
 * them is one that the runs need.
 */
export function namesIn(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    const add = (name: string): void => {
      if (names.has(name)) return;
      names.add(name);
      const named = own(statement.lets, name);
      if (named !== undefined) visit(named.node);
      for (const { node } of Object.values(own(statement.arms, name) ?? {})) visit(node);
    };
    const visit = (node: Node): void => {
      if (node.kind === 'name') add(node.name);
      if (node.kind === 'index') add(node.arm);
      // at(s, clock = x) names a series.
      if (node.kind === 'call') for (const { name } of node.named) add(name);
      for (const child of childrenOf(node)) visit(child);
    };
    const { lets: _, arms: __, ...rest } = statement;
    const walk = (value: unknown): void => {
      if (isExpression(value)) visit(value.node);
      else if (typeof value === 'object' && value !== null)
        for (const one of Object.values(value)) walk(one);
    };
    walk(rest);
    if ('from' in statement) for (const arm of [statement.from, statement.to]) add(arm);
    if (statement.kind === 'equal' && 'from' in statement.to)
      for (const arm of [statement.to.from, statement.to.to]) add(arm);
  }
  return names;
}
