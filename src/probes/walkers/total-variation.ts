import { fields, type Resumable } from '../../core/resumable.ts';
import type { CorrelatedMean } from '../../stats/means/correlated-mean.ts';
import { blocksOf } from './blocks.ts';
import { type Bins, binOf } from './boltzmann.ts';

/** How far the histogram of walkers is from a density. */
export interface TotalVariation {
  /** ½ Σ |p̂ − p| over the bins, in [0, 1]. */
  readonly distance: number;
  /** Standard error of the distance, well above the floor. */
  readonly stderr: number;
  /** What the distance of walkers is on the average that have this very density. */
  readonly floor: number;
  /** Independent draws of which a histogram would be as good. */
  readonly effective: number;
  /** Of all looks, how many fell in each bin. Shape [bins]. */
  readonly shares: readonly CorrelatedMean[];
}

export interface WalkerHistogram extends Resumable<HistogramState> {
  /** Where all walkers are, once this share of the window is over. Shape [walkers]. */
  add(x: ArrayLike<number>, share: number): void;
  /** Undefined before the first look. */
  found(): TotalVariation | undefined;
}

/** How often walkers of each block were looked at, shape [blocks], and found in each bin, shape [blocks × bins]. */
interface HistogramState {
  readonly looks: number;
  readonly n: Uint32Array;
  readonly counts: Uint32Array;
}

/**
 * The total variation distance of the pooled histogram of walkers from probabilities of bins that were fixed beforehand; walkers are independent,
 * unless the blocks say otherwise.
 *
 * A distance is positive by construction: shares that are off by normal errors σ give ½ Σ √(2/π) σ, which of N independent draws in K equal
 * bins is √(K/(2πN)). σ is found from the spread of the walkers, so that the floor, and the effective N = Σ p(1 − p)/Σ σ², count how
 * long a walker remembers where it was. Levin & Peres, Markov Chains and Mixing Times, 2017, section 4.1.
 */
export function walkerHistogram(
  walkers: number,
  { edges, probabilities }: Bins,
  blocks = blocksOf(walkers),
): WalkerHistogram {
  const K = probabilities.length;
  const own = {
    looks: 0,
    n: new Uint32Array(blocks.count),
    counts: new Uint32Array(blocks.count * K),
  };
  return {
    ...fields<HistogramState>(own),
    add(x, share) {
      const { n, counts } = own;
      own.looks++;
      for (let walker = 0; walker < walkers; walker++) {
        const block = blocks.of(walker, share);
        n[block]!++;
        counts[block * K + binOf(edges, x[walker]!)]!++;
      }
    },
    found() {
      const { looks, n, counts } = own;
      if (looks === 0) return undefined;
      /** The mean over all looks of a weighted sum of the indicators of bins. */
      const meanOf = (weigh: (bin: number) => number) =>
        blocks.mean(
          Array.from(n, (own, block) => {
            let [sum, squares] = [0, 0];
            for (let bin = 0; bin < K; bin++) {
              const weight = weigh(bin);
              if (weight === 0) continue;
              const count = counts[block * K + bin]!;
              sum += weight * count;
              squares += weight * weight * count;
            }
            return { n: own, sum, squares };
          }),
        );
      const shares = probabilities.map((_, bin) => meanOf((one) => (one === bin ? 1 : 0)));
      const off = shares.map(({ mean }, bin) => mean - probabilities[bin]!);
      const variances = shares.map(({ stderr }) => stderr ** 2);
      const total = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
      return {
        distance: total(off.map(Math.abs)) / 2,
        stderr: meanOf((bin) => Math.sign(off[bin]!) / 2).stderr,
        floor: total(variances.map((v) => Math.sqrt((2 * v) / Math.PI))) / 2,
        effective: total(shares.map(({ mean }) => mean * (1 - mean))) / total(variances),
        shares,
      };
    },
  };
}
