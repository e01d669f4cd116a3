import type { Rng } from '../../core/random.ts';
import type { Examples } from './images.ts';

/** Rows of a split, drawn class by class. */
export interface Subset {
  readonly index: Int32Array; // [n]
  /** Classes that ran out before their share was drawn. */
  readonly short: readonly number[];
}

/**
 * Draws n examples whose counts per class differ by at most one; undefined where there are fewer.
 *
 * Classes are dealt in turn, in a random order, each from a random order of its own examples. A class
 * that runs out is passed over, and the others fill its place. A smaller subset of the same stream is
 * the beginning of a larger one.
 */
export function balancedSubset(
  { labels, count }: Examples,
  classes: number,
  n: number,
  random: Rng,
): Subset | undefined {
  if (n > count) return undefined;
  const members = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, i) => {
    members[label]!.push(i);
  });
  const decks = members.map((rows, label) => {
    const order = random.fork('class', label).permutation(rows.length);
    return order.map((i) => rows[i]!);
  });
  const turns = random.fork('turns').permutation(classes);
  const index = new Int32Array(n);
  const short = new Set<number>();
  for (let dealt = 0, round = 0; dealt < n; round++) {
    for (const label of turns) {
      const card = decks[label]![round];
      if (dealt === n) break;
      if (card === undefined) short.add(label);
      else index[dealt++] = card;
    }
  }
  return { index, short: [...short].sort((a, b) => a - b) };
}
