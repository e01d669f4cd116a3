import { arrayReducers, type FunctionCard, functionCard } from './functions.ts';
import { hasSeries } from './has-series.ts';
import { own } from './own.ts';
import type { Scope } from './scope.ts';
import { type Binary, type Call, isComparison, type Node } from './syntax.ts';

/** What a place of a file wants an expression to be. */
export type Wanted = 'number' | 'condition' | 'any';

type Type = 'number' | 'condition' | 'word' | 'vector' | 'array' | 'any';

/** Where an expression is a condition or a vector and should be a number, or the reverse, or lacks a series. */
export function typeIssues(
  node: Node,
  scope: Pick<Scope, 'names' | 'lets'>,
  wanted: Wanted,
): [number, string][] {
  const issues: [number, string][] = [];
  const complain = (at: number, text: string) => void issues.push([at, text]);
  const hold = (one: Node, found: Type, type: Wanted | 'vector'): void => {
    if (type !== 'any' && found !== 'any' && found !== type)
      complain(
        one.at,
        `a ${type} is wanted here, and this is ${nouns[found]}${HINTS[found] ?? ''}`,
      );
  };
  const want = (one: Node, type: Wanted | 'vector'): void => hold(one, typeOf(one), type);
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
      case 'unary': {
        const found = typeOf(one.of);
        if (one.op === 'exists') return 'condition';
        if (one.op === '-' && isList(found)) return found;
        hold(one.of, found, one.op === '-' ? 'number' : 'condition');
        return one.op === '-' ? 'number' : 'condition';
      }
      case 'binary':
        return typeOfBinary(one);
      case 'call':
        return typeOfCall(one);
    }
  };
  const typeOfBinary = (one: Binary): Type => {
    const { op, left, right } = one;
    const [a, b] = [typeOf(left), typeOf(right)];
    if (op === 'and' || op === 'or') {
      hold(left, a, 'condition');
      hold(right, b, 'condition');
      return 'condition';
    }
    if (!isComparison(op) && (isList(a) || isList(b))) {
      const ok =
        op === '+' || op === '-'
          ? a === b || a === 'any' || b === 'any'
          : op === '*'
            ? !(isList(a) && isList(b))
            : isList(a) && !isList(b);
      if (ok) return isList(a) ? a : b;
      complain(
        one.at,
        `${nouns[a]} and ${nouns[b]} have no ${op}; of ${isList(a) ? a : b}s there are a + b, a - b, 2*a, a/2, a^2 and dot(a, b)`,
      );
      return 'any';
    }
    if (op !== '=' && op !== '!=') {
      hold(left, a, 'number');
      hold(right, b, 'number');
    } else
      for (const [side, found] of [
        [left, a],
        [right, b],
      ] as const)
        if (isList(found)) hold(side, found, 'number');
    return isComparison(op) ? 'condition' : 'number';
  };
  const typeOfCall = (one: Call): Type => {
    const card = functionCard(one.name)!;
    if (one.name === 'reference') {
      const [of] = one.args;
      return (of?.kind === 'name' && own(scope.names.references ?? {}, of.name)) || 'number';
    }
    const over = one.named.some(({ name }) => name === 'over');
    let gives: Type = 'number';
    one.args.forEach((arg, i) => {
      const takes = card.takes[i] ?? 'number';
      const found = typeOf(arg);
      if (found === 'vector' && takes !== 'vector' && mayTakeVector(one, over)) {
        if (!isSpread(one.name)) gives = 'vector';
        return;
      }
      if (found === 'array' && mayTakeArray(one, takes, over)) {
        if (one.name === 'mean' && over) gives = 'array';
        for (const { at, name } of one.named)
          if (name !== 'over') complain(at, `an array has no time, and so no ${name}; drop it`);
        return;
      }
      hold(arg, found, takes === 'condition' || takes === 'vector' ? takes : 'number');
      const alone = takes === 'either' && !over && one.args.length === 1;
      if ((takes === 'series' || alone) && !isList(found) && !hasSeries(arg, scope))
        complain(
          arg.at,
          `${one.name}(…) wants a series, and this is one number a run; ask for it along the run`,
        );
    });
    for (const { name, value } of one.named) {
      if (name === 'scale') continue;
      if (name === 'after' || name === 'before' || name === 'over') typeOf(value);
      else if (value.kind === 'list' && card.takes.includes('vector')) {
        for (const item of value.items) want(item, 'number');
        if (value.items.length !== one.args.length)
          complain(
            value.at,
            `a time each is wanted, ${one.args.length} in all, not ${value.items.length}`,
          );
      } else want(value, 'number');
    }
    return gives;
  };
  want(node, wanted);
  return issues;
}

/** The size of what several values differ by. */
const isSpread = (name: string): boolean => name === 'var' || name === 'sd';

/** Vectors have a value at a time, and a mean and a variance over an axis; the mean over times where they were kept too. */
const mayTakeVector = ({ name, named }: Call, over: boolean): boolean =>
  name === 'mean' || (isSpread(name) && over) || (name === 'at' && named[0]?.name === 'time');

/** Arrays have what makes one number of them, over an axis what vectors have, and a length. */
const mayTakeArray = (
  { name, args }: Call,
  takes: FunctionCard['takes'][number],
  over: boolean,
): boolean =>
  takes === 'vector' ||
  (over ? name === 'mean' || isSpread(name) : arrayReducers.includes(name) && args.length === 1);

/** Whether a value is several numbers that are no series. */
const isList = (type: Type): type is 'vector' | 'array' => type === 'vector' || type === 'array';

const nouns: { readonly [T in Type]: string } = {
  ...{ number: 'a number', condition: 'a condition', word: 'a word' },
  ...{ vector: 'a vector', array: 'an array', any: 'a value' },
};

const HINTS: { readonly [T in Type]?: string } = {
  array: `; make one of it by ${arrayReducers.map((name) => `${name}(…)`).join(', ')}`,
  vector: '; make one of it by norm(…), or by distance(…) to another vector',
};

function typeOfName(
  name: string,
  { names, lets }: Pick<Scope, 'names' | 'lets'>,
  typeOf: (node: Node) => Type,
): Type {
  const named = own(lets, name);
  if (named !== undefined) return typeOf(named.node);
  if (names.vectors?.includes(name)) return 'vector';
  if (names.arrays?.includes(name)) return 'array';
  const values = own(names.axes, name);
  if (values !== undefined) {
    const types = new Set(values.map((value) => typeof value));
    if (types.size !== 1) return 'any';
    return types.has('number') ? 'number' : types.has('boolean') ? 'condition' : 'word';
  }
  return name === 'ending' ? 'word' : 'number';
}
