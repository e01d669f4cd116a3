import * as z from 'zod';
import type { AssignmentId } from './assignment-ids.ts';

/** What kind of answer a question wants. */
const answers = ['number', 'word', 'sentence'] as const;

/** The verdicts that a word may say. */
export const words = [
  ...['supported', 'refuted', 'inconclusive', 'not-reached', 'undefined'],
] as const;

const name = z.string().regex(/^[a-z][a-z0-9_]*$/i);

/** The form of assignment.yaml. */
export const assignmentFormat = z.strictObject({
  title: z.string(),
  /** Of a student. */
  hours: z.number().positive(),
  /** Of two cores. */
  minutes: z.number().positive(),
  experiments: z.array(name).min(1),
  /** How many seeds the runs of a variant have. */
  seeds: z.int().min(2),
  variants: z.record(name, z.array(z.unknown()).min(1)),
  parts: z.array(
    z.strictObject({
      id: name,
      title: z.string(),
      points: z.number().positive(),
      answer: z.enum(answers).optional(),
      asks: z.string().optional(),
    }),
  ),
});

/** An assignment as it is handed out. */
export interface Assignment extends z.infer<typeof assignmentFormat> {
  readonly id: AssignmentId;
  /** From 1. */
  readonly place: number;
  readonly handout: string;
  /** The experiment files with their blanks, by name. */
  readonly templates: Readonly<Record<string, string>>;
}

export type Part = Assignment['parts'][number];

/** All points of an assignment. */
export const pointsOf = ({ parts }: Pick<Assignment, 'parts'>): number =>
  parts.reduce((sum, { points }) => sum + points, 0);

/** The folder of an assignment in a student's course. */
export const folderOf = ({ id, place }: Pick<Assignment, 'id' | 'place'>): string =>
  `${place}-${id}`;
