import { type Rng, rng } from '../../../src/core/random.ts';
import type { Interval } from '../../../src/core/range.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import type { Findings } from '../../../src/report/findings/findings.ts';
import { findingsOf } from '../findings-of.ts';
import type { Size } from './worlds.ts';

/** The numbers behind one sentence, or one part of it. */
export type Numbers = Readonly<Record<string, unknown>>;

/** One kind of sentence of the report, and what is true where it is tried. */
export interface Kind {
  readonly name: string;
  /** The numbers of this kind in a report. */
  readonly of: (findings: Findings) => readonly Numbers[];
  /** Whether they claim what is looked for. */
  readonly claims: (numbers: Numbers) => boolean;
  /** Saying nothing is an answer: a report without such a sentence counts as one sentence that claims nothing. */
  readonly silence?: true;
  /** Their interval, and the true value; absent where the kind has none. */
  readonly interval?: (numbers: Numbers) => Interval | null;
  readonly truth?: number;
}

/** Kinds of sentences tried on simulated experiments of several sizes. */
export interface Trial {
  readonly kinds: readonly Kind[];
  readonly world: (stream: Rng, size: Size) => Run[];
  readonly sizes: readonly Size[];
}

/** How often sentences of one kind claimed something, and how often their interval held the truth. */
export interface Rates {
  readonly name: string;
  readonly size: Size;
  readonly repeats: number;
  /** Sentences, `claimed` of which say what is looked for. */
  readonly sentences: number;
  readonly claimed: number;
  /** Intervals, `covered` of which hold the truth. */
  readonly intervals: number;
  readonly covered: number;
}

/**
 * Writes so many reports of simulated experiments of one size, and counts what their sentences claim.
 *
 * It reads what `summarise` makes, as a report has it: nothing of the statistics stands here a second time.
 */
export function ratesOf({ kinds, world }: Trial, size: Size, repeats: number): readonly Rates[] {
  const counts = kinds.map(() => ({ sentences: 0, claimed: 0, intervals: 0, covered: 0 }));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const stream = rng(1).fork('report', size.seeds, size.arms, repeat);
    const findings = findingsOf(world(stream, size));
    for (const [i, { of, claims, silence, interval, truth = Number.NaN }] of kinds.entries()) {
      const count = counts[i]!;
      const found = of(findings);
      if (silence && found.length === 0) count.sentences++;
      for (const finding of found) {
        count.sentences++;
        if (claims(finding)) count.claimed++;
        const ends = interval?.(finding) ?? null;
        if (ends === null) continue;
        count.intervals++;
        if (ends[0] <= truth && truth <= ends[1]) count.covered++;
      }
    }
  }
  return kinds.map(({ name }, i) => ({ name, size, repeats, ...counts[i]! }));
}
