import { integerAtLeast } from '../../core/check.ts';
import { fields, type Resumable } from '../../core/resumable.ts';

/** Histograms of the same groups of numbers at many times, all with one set of bins. */
export interface GrowingHistogram extends Resumable<HistogramState> {
  /** Counts the numbers of each group; those that are not finite are in no bin. */
  add(groups: readonly Float64Array[]): void;
  /** Every second time is forgotten. */
  halve(): void;
  /** Ascending and about 0. Shape [bins + 1]. */
  edges(): readonly number[];
  /** Of each time, group by group. Shape [times · groups][bins]. */
  counts(): readonly (readonly number[])[];
}

interface HistogramState {
  /** Bins reach from −reach to it, a power of two; 0 before the first number other than 0. */
  readonly reach: number;
  /** Shape [times][groups][bins]. */
  readonly times: readonly (readonly (readonly number[])[])[];
}

/**
 * Histograms whose bins hold every number that ever comes: where one is beyond them they double their width, and counts of neighbours are added.
 *
 * Since widths are powers of two, counts are those that bins of the last width would have had from the start. A bin holds its lower edge and not its upper.
 *
 * @throws RangeError unless bins is a multiple of 4
 */
export function growingHistogram(bins: number): GrowingHistogram {
  integerAtLeast('bins', bins, 4);
  if (bins % 4 !== 0) throw new RangeError(`invalid bins; not a multiple of 4: ${bins}`);
  const own: { reach: number; times: readonly (readonly (readonly number[])[])[] } = {
    ...{ reach: 0, times: [] },
  };
  /** Neighbours added, and as many empty bins on either side. */
  const widened = (counts: readonly number[]): number[] =>
    counts.map((_, i) => {
      const from = 2 * (i - bins / 4);
      return (counts[from] ?? 0) + (counts[from + 1] ?? 0);
    });
  const grow = (size: number) => {
    if (!(size >= own.reach)) return;
    if (own.reach === 0) {
      own.reach = 2 ** (Math.floor(Math.log2(size)) + 1);
      // Zeros so far were counted in a bin that begins at 0 at any width.
      return;
    }
    while (size >= own.reach) {
      own.reach *= 2;
      own.times = own.times.map((groups) => groups.map(widened));
    }
  };
  return {
    ...fields<HistogramState>(own),
    add(groups) {
      let size = 0;
      for (const group of groups)
        for (const x of group) if (Number.isFinite(x)) size = Math.max(size, Math.abs(x));
      if (size > 0) grow(size);
      const counted = groups.map((group) => {
        const counts = new Array<number>(bins).fill(0);
        const scale = own.reach === 0 ? 0 : bins / (2 * own.reach);
        for (const x of group)
          if (Number.isFinite(x)) counts[bins / 2 + Math.floor(x * scale)]! += 1;
        return counts;
      });
      own.times = [...own.times, counted];
    },
    halve() {
      own.times = own.times.filter((_, k) => k % 2 === 0);
    },
    edges: () => Array.from({ length: bins + 1 }, (_, i) => own.reach * ((2 * i) / bins - 1)),
    counts: () => own.times.flat(),
  };
}
