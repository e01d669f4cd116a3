import { LEVEL } from '../../stats/student.ts';
import type { Finder } from './finding.ts';

/** How many comparisons, trends and tests the verdicts of a report are held against together. */
export interface Multiplicity {
  readonly tests: number;
  /** The chance that a report claims an effect where there is none. */
  readonly level: number;
}

/** The rule by which verdicts are given, where there are several. */
export const multiplicity: Finder<'multiplicity', Multiplicity> = {
  kind: 'multiplicity',
  find: () => [
    {
      tests: [],
      say({ families }) {
        if (families < 2) return [];
        const level = Number((1 - LEVEL).toPrecision(3));
        return [
          {
            evidence: { tests: families, level },
            reason:
              `The verdicts above rest on ${families} comparisons, trends and tests, which are held against one level of ` +
              `${100 * level} % by Holm's procedure: a report like this one claims an effect where there is none at most once in 20. ` +
              'What would be claimed were it looked at alone is called suggestive. Every printed interval is of 95 % by itself. Equal or negligible is what its own interval keeps below 5 % (of a ratio, or of ' +
              'what the difference is to; of accuracies half a percentage point): sizes that were chosen, on whose edge this is wrong once in 40 times.',
          },
        ];
      },
    },
  ],
};
