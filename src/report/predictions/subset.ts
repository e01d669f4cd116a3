import { plural } from '../arms/wording.ts';
import type { Answers } from './answers.ts';

/** What a report on some of the finished runs leaves out. */
export interface Subset {
  /** The condition by which its runs were picked. */
  readonly where: string;
  /** Runs that it is on, and those that are finished. */
  readonly runs: number;
  readonly of: number;
}

/**
 * What the first lines of a report on a subset say. Runs were picked once they were there, so that a verdict on them is one that
 * was stated after the data; the verdict on all runs is another, and keeps its date and its looks.
 */
export function subsetText({ where, runs, of }: Subset, { verdicts }: Answers): string {
  const head = `Only ${runs} of ${plural(of, 'finished run')} are in this report, picked after the data: those with ${where}.`;
  return verdicts.length === 0
    ? head
    : `${head} Every verdict here counts as stated after the data, and is no look at the verdicts on all runs.`;
}
