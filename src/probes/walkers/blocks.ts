/** Blocks whose means say how well a mean is known: fewer leave a rough error. */
const ENOUGH = 32;

/** The blocks of values of some walkers along a window of time: a walker's own, in parts of the window where there are few walkers. */
export interface Blocks {
  readonly count: number;
  /** The block of a walker where this share of the window is over, 0 … 1. */
  of(walker: number, share: number): number;
}

/** At least 32 blocks: each walker is one, and fewer than 32 walkers have equal parts of the window as blocks of their own. */
export function blocksOf(walkers: number): Blocks {
  const parts = Math.ceil(ENOUGH / walkers);
  return {
    count: walkers * parts,
    of: (walker, share) =>
      walker * parts + Math.min(parts - 1, Math.max(0, Math.floor(share * parts))),
  };
}
