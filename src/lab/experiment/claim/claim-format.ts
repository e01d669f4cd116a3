import * as z from 'zod';
import { positive, section, text } from '../../spec/field.ts';
import { most } from '../../spec/limits.ts';

/** What may become of a statement under a control for the control to pass. */
export const controlOutcomes = ['refuted', 'not-reached', 'not-supported'] as const;
export type ControlOutcome = (typeof controlOutcomes)[number];

const setRemedy = 'give paths with their values, such as { methods.0.rate: 0.2, data.train: 1000 }';

/** Dotted paths into the file, as `--set` has them, with the values to put there. */
const patch = z.record(z.string(), z.unknown(), { error: setRemedy }).describe(setRemedy);
export type Patch = z.output<typeof patch>;

const named = (what: string) =>
  z.record(z.string(), z.unknown(), { error: `give ${what} by name, as beside expect` });

const expected = z.record(
  z.string(),
  z.enum(controlOutcomes, { error: `write ${controlOutcomes.join(', ')}` }),
  { error: 'say what becomes of which statement, such as { flatter: refuted }' },
);

const controlFormat = section(
  'a change with what it leads to, such as { set: { methods.0.momentum: 0.9 }, expect: { edge: refuted } }',
  {
    id: text('give a name').max(most.nameBytes, { error: 'give a shorter name' }).optional(),
    why: text('say in a phrase why the statement should fail then').optional(),
    set: patch.optional(),
    arms: named('arms').optional(),
    let: named('expressions').optional(),
    where: text('give a condition, such as method = sgd').optional(),
    match: z.unknown().optional(),
    expect: expected,
  },
);
export type ControlEntry = z.output<typeof controlFormat>;

/** The longest quotation of a sentence, in words. */
export const MOST_WORDS = 20;

export const wordsIn = (quotation: string): number => quotation.split(/\s+/u).length;

/** What is said of a sentence of a text. */
export const sentenceKeys = {
  text: text('name the text that the sentence stands in'),
  section: text('name the section of the text').optional(),
  words: text(`quote the sentence, at most ${MOST_WORDS} words of it`),
};

const sentence = section('{ text: …, section: …, words: … }', sentenceKeys);
export type Sentence = z.output<typeof sentence>;

const minutes = positive('give minutes on two cores');

const cost = section('minutes by budget, such as { quick: 0.3, default: 2 }', {
  quick: minutes.optional(),
  default: minutes.optional(),
  long: minutes.optional(),
});
export type Cost = z.output<typeof cost>;

/** The keys of a file that make it a claim: where its sentence stands, what would refute it, what it rests on and costs. */
export const claimKeys = {
  sentence: sentence.optional().describe('the sentence that the file tests, and where it stands'),
  formula: text('give the formula in LaTeX').optional().describe('the statement as a formula'),
  control: z
    .union([controlFormat, z.array(controlFormat).min(1)])
    .optional()
    .describe('changed settings in which statements must fail'),
  budgets: section(
    'patches by budget, such as { quick: { seeds: 2 } }; the file itself is the default one',
    { quick: patch.optional(), long: patch.optional() },
  )
    .optional()
    .describe('what is otherwise when the file is run with less or more time'),
  cost: cost.optional().describe('minutes on two cores, as stated beforehand'),
  limits: text('say in a sentence what this model does not show').optional(),
};
