import { own } from './own.ts';
import { childrenOf, type Expression, type Node } from './syntax.ts';

/** Far more than anybody writes; names of names of let: come to more than a machine can work through. */
const MOST_PARTS = 10_000;
/** Names that stand for names, one in the other, and what they are nested in. */
const DEEPEST = 1000;

/** Whether an expression has too many parts once the names of let: are written out in it; looks at no more of them than that. */
export function isTooLong(
  { node }: Expression,
  lets: Readonly<Record<string, Expression>>,
): boolean {
  let parts = 0;
  const fits = (one: Node, depth: number): boolean => {
    if (++parts > MOST_PARTS || depth > DEEPEST) return false;
    const named = one.kind === 'name' ? own(lets, one.name) : undefined;
    return (named === undefined ? childrenOf(one) : [named.node]).every((part) =>
      fits(part, depth + 1),
    );
  };
  return !fits(node, 0);
}
