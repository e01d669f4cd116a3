import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import type { Assignment } from '../kit/assignment.ts';
import { type Answers, readAnswers } from './answers.ts';
import { takeIn } from './intake.ts';
import { type Records, recordsOf } from './records.ts';
import { nameOf } from './sources.ts';

/** What a student handed in, read and not judged. */
export interface Submission extends Answers {
  /** Of its zip or folder. */
  readonly name: string;
  /** Of each experiment of the assignment. */
  readonly records: readonly Records[];
  /** Texts of its experiment files, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A submission that cannot be read, and why, in one line. */
export interface Unreadable {
  readonly name: string;
  readonly problem: string;
}

/** Reads a submission by way of an empty folder of one's own; whoever made it, nothing is thrown. */
export function readSubmission(
  path: string,
  into: string,
  assignments: readonly Assignment[],
): Submission | Unreadable {
  const name = nameOf(path);
  try {
    mkdirSync(into, { recursive: true });
    takeIn(path, into);
    const answers = readAnswers(readFileSync(join(into, 'answers.yaml'), 'utf8'), 'answers.yaml');
    const { experiments } = assignments.find(({ id }) => id === answers.assignment)!;
    const files = experiments.flatMap((one) => {
      const file = join(into, `${one}.yaml`);
      return existsSync(file) ? [[one, readFileSync(file, 'utf8')] as const] : [];
    });
    const records = experiments.map((one) => recordsOf(into, one));
    return { name, ...answers, records, files: Object.fromEntries(files) };
  } catch (error) {
    const problem = reason(error);
    return {
      name,
      problem: error instanceof InputError ? problem : `it cannot be read: ${problem}`,
    };
  }
}
