import type { Submission } from '../submission/submission.ts';
import { type Judged, shareOf } from './part-grade.ts';

/** What was found out about whose records these are. */
export interface Findings {
  /** Why nothing in the records can be trusted, a sentence each; none where they are the student's own. */
  readonly distrust: readonly string[];
  /** How many runs were computed again. */
  readonly again: number;
  /** What the teacher should know and costs no points. */
  readonly notes: readonly string[];
}

/** Faults that are told at the most. */
const TOLD = 3;

/** Looks whether the records are whole, as they were written, and the student's own. */
export function recordsPart({ records }: Submission, found: Findings, points: number): Judged {
  if (found.distrust.length > 0) return { score: 0, says: found.distrust.join(' ') };
  const wrong = records.flatMap((one) => one.wrong);
  const there = records.reduce((sum, { runs }) => sum + runs.length, 0);
  if (there === 0) return { score: 0, says: `No run is on record: ${told(wrong)}.` };
  if (wrong.length === 0)
    return {
      score: points,
      says: `${there} runs, each as it was written; ${found.again} computed again, and the same.`,
    };
  const changed = wrong.filter((one) => /changed after it was written|trainLoss is/.test(one));
  if (changed.length > 0)
    return {
      score: 0,
      says: `Records were edited: ${told(changed)}. Such runs count for nothing; compute them again with flowlab run.`,
    };
  const planned = records.reduce((sum, one) => sum + Math.max(one.planned, 1), 0);
  return {
    score: shareOf(points, there / planned),
    says: `Records are missing or damaged: ${told(wrong)}.`,
  };
}

const told = (all: readonly string[]): string =>
  `${all.slice(0, TOLD).join('; ')}${all.length > TOLD ? `; and ${all.length - TOLD} more` : ''}`;
