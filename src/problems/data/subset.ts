import type { Rng } from '../../core/random.ts';

/** Rows of a split. */
export interface Subset {
  readonly index: Int32Array; // [n]
  /** Classes that ran out before their share was drawn, those without any example left out; empty where there are no classes. */
  readonly short: readonly number[];
}

/** Draws n of `count` rows, each as likely as another; undefined where there are fewer. */
export function uniformSubset(count: number, n: number, random: Rng): Subset | undefined {
  if (n > count) return undefined;
  return { index: random.fork('rows').permutation(count).slice(0, n), short: [] };
}

/**
 * Draws n examples whose counts per class differ by at most one; undefined where there are fewer.
 *
 * Classes are dealt in turn, in a random order, each from a random order of its own examples. A class
 * that runs out is passed over, and the others fill its place. A smaller subset of the same stream is
 * the beginning of a larger one.
 */
export function balancedSubset(
  labels: Int32Array,
  classes: number,
  n: number,
  random: Rng,
): Subset | undefined {
  if (n > labels.length) return undefined;
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
  const ran = [...short].filter((label) => decks[label]!.length > 0);
  return { index, short: ran.sort((a, b) => a - b) };
}
