import {
  type Block,
  type CorrelatedMean,
  correlatedMean,
  crossedMean,
} from '../../stats/means/correlated-mean.ts';

/** Blocks whose means say how well a mean is known: fewer leave a rough error. */
const ENOUGH = 32;

/** Parts of the values of some walkers along a window of time. */
export interface Blocks {
  readonly count: number;
  /** The block of a walker where this share of the window is over, 0 … 1. */
  of(walker: number, share: number): number;
  /** The mean of values, block by block, with the error that follows from what is independent. Shape [count]. */
  mean(blocks: readonly Block[]): CorrelatedMean;
}

/**
 * Of walkers that are independent of each other: at least 32 blocks, each a walker's own. Fewer than 32 walkers have equal parts of the
 * window as blocks.
 */
export function blocksOf(walkers: number): Blocks {
  const parts = Math.ceil(ENOUGH / walkers);
  return {
    count: walkers * parts,
    of: (walker, share) => walker * parts + partOf(share, parts),
    mean: (blocks) => correlatedMean(blocks),
  };
}

/**
 * Of walkers that the same mini-batches move: 32 parts of the window for each walker. What a walker remembers goes from part to part, and
 * what all of them share stays in one, so that a mean is clustered both ways.
 */
export function sharedBlocksOf(walkers: number): Blocks {
  // A power of two, so that each is made of whole ones of the 32.
  const parts = 2 ** Math.min(5, Math.ceil(Math.log2(Math.max(1, ENOUGH / walkers))));
  return {
    count: walkers * ENOUGH,
    of: (walker, share) => walker * ENOUGH + partOf(share, ENOUGH),
    mean: (blocks) =>
      crossedMean(blocks, {
        row: (i) => Math.floor(i / ENOUGH) * parts + partOf((i % ENOUGH) / ENOUGH, parts),
        column: (i) => i % ENOUGH,
      }),
  };
}

const partOf = (share: number, parts: number): number =>
  Math.min(parts - 1, Math.max(0, Math.floor(share * parts)));
