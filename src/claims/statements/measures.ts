import { own } from '../expression/own.ts';
import { childrenOf, type Expression, type Node } from '../expression/syntax.ts';
import type { Statement } from './statement.ts';

/** The expressions of a statement. */
function expressionsOf(statement: Statement): readonly Expression[] {
  const found: Expression[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('node' in value && 'text' in value) found.push(value as Expression);
    else for (const one of Object.values(value)) visit(one);
  };
  const { lets: _, ...rest } = statement;
  visit(rest);
  return found;
}

/** Every name that some statements use, through `let:` too; which of them are measures the caller knows. */
export function namesIn(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    const visit = (node: Node): void => {
      if (node.kind === 'call') for (const { name } of node.named) names.add(name);
      for (const child of childrenOf(node)) visit(child);
      if (node.kind !== 'name') return;
      if (names.has(node.name)) return;
      names.add(node.name);
      const named = own(statement.lets, node.name);
      if (named !== undefined) visit(named.node);
    };
    for (const { node } of expressionsOf(statement)) visit(node);
  }
  return names;
}
