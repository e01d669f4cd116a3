import * as z from 'zod';
import { means } from '../../spec/field.ts';

const remedy = 'list statements, such as - { id: flat, value: { of: trace }, in: "< 10" }';

const see = 'claims.md';

/** The keys of a file that say what is predicted; they are read where the grid is known, by claims/statements. */
export const predictionKeys = {
  expect: z
    .array(z.unknown(), { error: remedy })
    .min(1, { error: remedy })
    .optional()
    .meta(
      means(
        'What is predicted of the runs: a list of statements, each with its range, judged in the report.',
        {
          example: [{ id: 'flat', value: { of: 'trace' }, in: '< 10' }],
          see,
        },
      ),
    ),
  arms: z
    .unknown()
    .optional()
    .meta(
      means('Names for arms, groups of runs that differ in their seeds alone, for use in expect.', {
        example: { small: { batch: 4 }, large: { batch: 64 } },
        see,
      }),
    ),
  let: z
    .unknown()
    .optional()
    .meta(
      means('Expressions by name, for use in expect.', {
        example: { excess: 'sharpness * rate / 2' },
        see,
      }),
    ),
  match: z
    .unknown()
    .optional()
    .meta(
      means(
        'By what all runs end alike (loss, steps, epochs or time), or what arms that expect compares ought to agree in.',
        { example: 'loss', see: 'experiments.md#matched-runs' },
      ),
    ),
  claim: z
    .unknown()
    .optional()
    .meta(
      means(
        'What the statements say together, an expression of their ids; left out, all of them hold.',
        {
          example: 'not flat',
          see,
        },
      ),
    ),
  across: z
    .unknown()
    .optional()
    .meta(
      means('How the level of an experiment is shared by its statements: holm, or none.', {
        ...{ default: 'holm', source: 'Holm’s procedure', example: 'none' },
        see: 'statistics.md',
      }),
    ),
  scope: z
    .unknown()
    .optional()
    .meta(
      means('Keys of the grid of which every combination has a verdict of its own.', {
        example: ['data.name', 'loss'],
        see,
      }),
    ),
};
