import { type Block, type CorrelatedMean, correlatedMean } from '../../stats/correlated-mean.ts';
import { blocksOf } from './blocks.ts';

/** A mean over walkers and looks. */
export interface WalkerMean {
  /** Where all walkers are, once this share of the window is over. Shape [walkers]. */
  add(x: ArrayLike<number>, share: number): void;
  /** Undefined before the first look. */
  found(): CorrelatedMean | undefined;
}

/** The mean of f(x) over independent walkers and the looks at them, which are correlated as far as a walker remembers where it was. */
export function walkerMean(walkers: number, f: (x: number) => number): WalkerMean {
  const blocks = blocksOf(walkers);
  const [n, sum, squares] = [1, 2, 3].map(() => new Float64Array(blocks.count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let looks = 0;
  return {
    add(x, share) {
      looks++;
      for (let walker = 0; walker < walkers; walker++) {
        const block = blocks.of(walker, share);
        const value = f(x[walker]!);
        n[block]!++;
        sum[block]! += value;
        squares[block]! += value * value;
      }
    },
    found() {
      if (looks === 0) return undefined;
      return correlatedMean(
        Array.from(n, (own, i): Block => ({ n: own, sum: sum[i]!, squares: squares[i]! })),
      );
    },
  };
}
