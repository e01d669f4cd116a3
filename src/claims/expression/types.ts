import { functionCard } from './functions.ts';
import { own } from './own.ts';
import type { Scope } from './scope.ts';
import { isComparison, type Node } from './syntax.ts';

/** What a place of a file wants an expression to be. */
export type Wanted = 'number' | 'condition' | 'any';

type Type = 'number' | 'condition' | 'word' | 'any';

/** Where an expression is a condition and should be a number, or the reverse, or lacks a series. */
export function typeIssues(
  node: Node,
  scope: Pick<Scope, 'names' | 'lets'>,
  wanted: Wanted,
): [number, string][] {
  const issues: [number, string][] = [];
  const want = (one: Node, type: Wanted): void => {
    const found = typeOf(one);
    if (type !== 'any' && found !== 'any' && found !== type)
      issues.push([one.at, `a ${wordFor(type)} is wanted here, and this is a ${wordFor(found)}`]);
  };
  const typeOf = (one: Node): Type => {
    switch (one.kind) {
      case 'number':
        return 'number';
      case 'truth':
        return 'condition';
      case 'word':
      case 'list':
        return 'word';
      case 'name':
        return typeOfName(one.name, scope, (inner) => typeOf(inner));
      case 'index':
        return typeOf(one.of);
      case 'unary':
        if (one.op === 'exists') {
          typeOf(one.of);
          return 'condition';
        }
        want(one.of, one.op === '-' ? 'number' : 'condition');
        return one.op === '-' ? 'number' : 'condition';
      case 'binary':
        return typeOfBinary(one);
      case 'call':
        return typeOfCall(one);
    }
  };
  const typeOfBinary = (one: Extract<Node, { kind: 'binary' }>): Type => {
    if (one.op === 'and' || one.op === 'or') {
      want(one.left, 'condition');
      want(one.right, 'condition');
      return 'condition';
    }
    if (one.op !== '=' && one.op !== '!=') {
      want(one.left, 'number');
      want(one.right, 'number');
    } else {
      typeOf(one.left);
      typeOf(one.right);
    }
    return isComparison(one.op) ? 'condition' : 'number';
  };
  const typeOfCall = (one: Extract<Node, { kind: 'call' }>): Type => {
    const card = functionCard(one.name)!;
    if (one.name === 'reference') return 'number';
    const over = one.named.some(({ name }) => name === 'over');
    one.args.forEach((arg, i) => {
      const takes = card.takes[i] ?? 'number';
      want(arg, takes === 'condition' ? 'condition' : 'number');
      const alone = takes === 'either' && !over && one.args.length === 1;
      if ((takes === 'series' || alone) && !hasSeries(arg, scope))
        issues.push([
          arg.at,
          `${one.name}(…) wants a series, and this is one number a run; ask for it along the run`,
        ]);
    });
    for (const { name, value } of one.named)
      if (name !== 'after' && name !== 'before' && name !== 'scale' && name !== 'over')
        want(value, 'number');
      else if (name !== 'scale') typeOf(value);
    return 'number';
  };
  want(node, wanted);
  return issues;
}

const wordFor = (type: Type) => (type === 'word' ? 'word' : type);

function typeOfName(
  name: string,
  { names, lets }: Pick<Scope, 'names' | 'lets'>,
  typeOf: (node: Node) => Type,
): Type {
  const named = own(lets, name);
  if (named !== undefined) return typeOf(named.node);
  const values = own(names.axes, name);
  if (values !== undefined) {
    const types = new Set(values.map((value) => typeof value));
    if (types.size !== 1) return 'any';
    return types.has('number') ? 'number' : types.has('boolean') ? 'condition' : 'word';
  }
  return name === 'ending' ? 'word' : 'number';
}

/** Whether a series occurs in an expression, so that it has a value in every row of a run. */
function hasSeries(node: Node, scope: Pick<Scope, 'names' | 'lets'>): boolean {
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
