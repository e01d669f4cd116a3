import { functionCard } from './functions.ts';
import { own } from './own.ts';
import type { Scope } from './scope.ts';
import type { Node } from './syntax.ts';

/** Whether a series occurs in an expression, so that it has a value in every row of a run. */
export function hasSeries(node: Node, scope: Pick<Scope, 'names' | 'lets'>): boolean {
  if (node.kind === 'name') {
    const named = own(scope.lets, node.name);
    if (named !== undefined) return hasSeries(named.node, scope);
    return scope.names.series.includes(node.name) || node.name === 'time' || node.name === 'step';
  }
  switch (node.kind) {
    case 'unary':
    case 'index':
      return hasSeries(node.of, scope);
    case 'binary':
      return hasSeries(node.left, scope) || hasSeries(node.right, scope);
    case 'call': {
      const gives = functionCard(node.name)?.gives;
      if (gives === 'series') return true;
      // min(series) gives a number, and abs(series) a series.
      const maps =
        functionCard(node.name)?.named.length === 0 &&
        !['first', 'last', 'tail', 'reference'].includes(node.name);
      const pointwise = node.args.length > 1 && (node.name === 'min' || node.name === 'max');
      return (maps || pointwise) && node.args.some((arg) => hasSeries(arg, scope));
    }
    default:
      return false;
  }
}
