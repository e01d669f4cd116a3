import type { Finder } from './finding.ts';

/** How many intervals and tests a reader has read, and how many of them may mislead. */
export interface Multiplicity {
  readonly intervals: number;
  /** Intervals and tests that would show an effect by chance, were there none. */
  readonly expected: number;
}

/** Below so many a warning would be out of proportion; chosen by trial. */
const FEWEST = 5;

/** A warning where many intervals and tests are read, none adjusted for the others; those that there are none of do not count. */
export const multiplicity: Finder<'multiplicity', Multiplicity> = {
  kind: 'multiplicity',
  find: (_, before) => {
    const intervals = before.reduce((sum, finding) => sum + (finding.intervals ?? 0), 0);
    if (intervals < FEWEST) return [];
    const expected = Math.max(1, Math.round(intervals / 20));
    return [
      {
        evidence: { intervals, expected },
        reason:
          `${intervals} intervals of 95 % and tests at 5 % are read above, none adjusted for the others: where there ` +
          `is no effect, about ${expected} would show one by chance.`,
      },
    ];
  },
};
