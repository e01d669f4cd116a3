import { add } from './operations.ts';
import type { Params, Tensor } from './tensor.ts';

/**
 * Parts of a computation that stand side by side in a graph: it computes so many at once where it has cores for them, and
 * memory holds so many. The number is part of the order of sums, so it is one on all machines.
 */
export const AT_ONCE = 4;

/** The sum of these lists, entry by entry, neighbours first: (a + b) + (c + d), whichever is ready first. */
export function inPairs(lists: readonly Params[]): Tensor[] {
  const [first, ...rest] = lists;
  if (rest.length === 0) return [...first!];
  const half = Math.ceil(lists.length / 2);
  return added(inPairs(lists.slice(0, half)), inPairs(lists.slice(half)));
}

/** The sum of two lists, entry by entry. */
export const added = (a: Params, b: Params): Tensor[] => a.map((t, i) => add(t, b[i]!));
