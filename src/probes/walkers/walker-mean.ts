import { fields, type Resumable } from '../../core/resumable.ts';
import type { Block, CorrelatedMean } from '../../stats/means/correlated-mean.ts';
import { blocksOf } from './blocks.ts';

/** A mean over walkers and looks. */
export interface WalkerMean extends Resumable<MeanState> {
  /** Where all walkers are, once this share of the window is over. Shape [walkers]. */
  add(x: ArrayLike<number>, share: number): void;
  /** Undefined before the first look. */
  found(): CorrelatedMean | undefined;
}

/** What blocks of values add up to. Shapes [blocks]. */
interface MeanState {
  readonly looks: number;
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

/**
 * The mean of f(x) over walkers and the looks at them, which are correlated as far as a walker remembers where it was, and as the blocks
 * have it: of independent walkers, unless told otherwise.
 */
export function walkerMean(
  walkers: number,
  f: (x: number) => number,
  blocks = blocksOf(walkers),
): WalkerMean {
  const zeros = () => new Float64Array(blocks.count);
  const own = { looks: 0, n: zeros(), sum: zeros(), squares: zeros() };
  return {
    ...fields<MeanState>(own),
    add(x, share) {
      const { n, sum, squares } = own;
      own.looks++;
      for (let walker = 0; walker < walkers; walker++) {
        const block = blocks.of(walker, share);
        const value = f(x[walker]!);
        n[block]!++;
        sum[block]! += value;
        squares[block]! += value * value;
      }
    },
    found() {
      const { looks, n, sum, squares } = own;
      if (looks === 0) return undefined;
      return blocks.mean(
        Array.from(n, (own, i): Block => ({ n: own, sum: sum[i]!, squares: squares[i]! })),
      );
    },
  };
}
