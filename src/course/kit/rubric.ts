import * as z from 'zod';

const slip = z.strictObject({
  /** What turns the answer into the right one. */
  is: z.enum(['inverse', 'negative', 'double', 'half']),
  points: z.number().nonnegative(),
  says: z.string(),
});

const check = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('records') }),
  z.strictObject({ kind: z.literal('grid'), experiment: z.string() }),
  z.strictObject({
    kind: z.literal('number'),
    experiment: z.string(),
    /** Which statement gives the number; absent: the first of a student's own. */
    statement: z.string().optional(),
    hint: z.string(),
    slips: z.array(slip).default([]),
    /** Whether the arms behind it have to end at one loss. */
    alike: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('word'),
    experiment: z.string(),
    /** Which statement gives the verdict; absent: a student's own claim as a whole. */
    statement: z.string().optional(),
    hint: z.string(),
  }),
  /** `of`: the part whose number the sentence has to name. */
  z.strictObject({ kind: z.literal('sentence'), of: z.string() }),
  z.strictObject({
    kind: z.enum(['stated', 'own-seeds', 'alike', 'control']),
    experiment: z.string(),
  }),
]);

/** How the parts of an assignment are checked; the teacher alone has it. */
export const rubricFormat = z.strictObject({
  /** Blanks that no variant fills in. */
  fill: z.record(z.string(), z.unknown()).default({}),
  /** Statements by which answers are recomputed, to stand behind each experiment file. */
  expect: z.record(z.string(), z.string()).default({}),
  /** Whole experiment files of the model solution, where the one handed out is not enough. */
  solutions: z.record(z.string(), z.string()).default({}),
  /** By the id of the part. */
  checks: z.record(z.string(), check),
});

export type Rubric = z.infer<typeof rubricFormat>;
export type Check = Rubric['checks'][string];
export type Slip = z.infer<typeof slip>;
