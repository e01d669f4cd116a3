import * as z from 'zod';
import { means, positive, section, text } from '../../spec/field.ts';
import { most } from '../../spec/limits.ts';

/** What may become of a statement under a control for the control to pass. */
export const controlOutcomes = ['refuted', 'not-reached', 'not-supported'] as const;
export type ControlOutcome = (typeof controlOutcomes)[number];

const setRemedy = 'give paths with their values, such as { methods.0.rate: 0.2, data.train: 1000 }';

/** Dotted paths into the file, as `--set` has them, with the values to put there. */
const patch = z.record(z.string(), z.unknown(), { error: setRemedy });
export type Patch = z.output<typeof patch>;

const named = (what: string) =>
  z.record(z.string(), z.unknown(), { error: `give ${what} by name, as beside expect` });

const expected = z.record(
  z.string(),
  z.enum(controlOutcomes, { error: `write ${controlOutcomes.join(', ')}` }),
  { error: 'say what becomes of which statement, such as { flatter: refuted }' },
);

/** A change, for examples of what stands beside one. */
const CHANGE = { set: { 'data.train': 1000 } };

const controlFormat = section(
  'a change with what it leads to, such as { set: { methods.0.momentum: 0.9 }, expect: { edge: refuted } }',
  {
    id: text('give a name')
      .max(most.nameBytes, { error: 'give a shorter name' })
      .optional()
      .meta(
        means(
          'The name of the control; left out, control, or control-1, control-2, … of several.',
          {
            example: 'large-batches',
            beside: CHANGE,
          },
        ),
      ),
    why: text('say in a phrase why the statement should fail then')
      .optional()
      .meta(
        means('Why the statements should fail then, in a phrase.', {
          example: 'most of 100 examples in a batch leave almost no noise',
          beside: CHANGE,
        }),
      ),
    set: patch.optional().meta(
      means('What is set otherwise in the file: dotted paths, as of --set, with their values.', {
        example: { 'methods.0.rate': 0.2 },
      }),
    ),
    arms: named('arms')
      .optional()
      .meta(means('Arms that mean others then, by name.', { example: { small: { batch: 64 } } })),
    let: named('expressions')
      .optional()
      .meta(means('Expressions that are others then, by name.', { example: { edge: '2 / rate' } })),
    where: text('give a condition, such as method = sgd')
      .optional()
      .meta(
        means('The runs that the statements are then about, a condition.', {
          example: 'method = sgd',
        }),
      ),
    match: z
      .unknown()
      .optional()
      .meta(
        means('What arms that the statements compare ought to agree in then.', { example: 'time' }),
      ),
    expect: expected.meta(
      means('What must become of which statement: refuted, not-reached or not-supported.', {
        example: { flat: 'refuted' },
        beside: CHANGE,
      }),
    ),
  },
);
export type ControlEntry = z.output<typeof controlFormat>;

/** The longest quotation of a sentence, in words. */
export const MOST_WORDS = 20;

export const wordsIn = (quotation: string): number => quotation.split(/\s+/u).length;

/** What is said of a sentence of a text. */
export const sentenceKeys = {
  text: text('name the text that the sentence stands in').meta(
    means('The text that the sentence stands in.', { example: 'Stochastic Gradient Flow' }),
  ),
  section: text('name the section of the text')
    .optional()
    .meta(means('The section of the text.', { example: 'Sharp vs Flat Minima' })),
  words: text(`quote the sentence, at most ${MOST_WORDS} words of it`).meta(
    means(`The sentence, at most ${MOST_WORDS} words of it.`, {
      example: 'Stochastic gradient flow biases toward flatter regions.',
    }),
  ),
};

const sentence = section('{ text: …, section: …, words: … }', sentenceKeys);
export type Sentence = z.output<typeof sentence>;

const minutes = positive('give minutes on two cores');

const cost = section('minutes by budget, such as { quick: 0.3, default: 2 }', {
  quick: minutes
    .optional()
    .meta(means('Minutes on two cores under the budget quick.', { example: 0.3 })),
  default: minutes
    .optional()
    .meta(means('Minutes on two cores of the file as it stands.', { example: 2 })),
  long: minutes
    .optional()
    .meta(means('Minutes on two cores under the budget long.', { example: 30 })),
});
export type Cost = z.output<typeof cost>;

const see = 'theory.md#adding-a-claim';

/** The keys of a file that make it a claim: where its sentence stands, what would refute it, what it rests on and costs. */
export const claimKeys = {
  sentence: sentence.optional().meta(
    means('The sentence that the file tests, and where it stands.', {
      ...{ example: { text: 'A text', words: 'Small batches end in flatter minima.' }, see },
    }),
  ),
  formula: text('give the formula in LaTeX')
    .optional()
    .meta(means('The statement as a formula, in LaTeX.', { example: '\\lambda < 2/\\eta', see })),
  control: z
    .union([controlFormat, z.array(controlFormat).min(1)])
    .optional()
    .meta(
      means('Changed settings in which statements of expect must fail, one or a list.', {
        ...{ example: { set: { 'data.train': 1000 }, expect: { flat: 'refuted' } }, see },
      }),
    ),
  budgets: section(
    'patches by budget, such as { quick: { seeds: 2 } }; the file itself is the default one',
    {
      quick: patch
        .optional()
        .meta(means('What is otherwise with --quick: dotted paths.', { example: { seeds: 2 } })),
      long: patch
        .optional()
        .meta(means('What is otherwise with --long: dotted paths.', { example: { seeds: 10 } })),
    },
  )
    .optional()
    .meta(
      means(
        'What is otherwise when the file is run with less or more time; the file itself is the default.',
        {
          ...{ example: { quick: { seeds: 2 }, long: { seeds: 10 } }, see },
        },
      ),
    ),
  cost: cost.optional().meta(
    means('Minutes on two cores by budget, as stated beforehand.', {
      example: { default: 2 },
      see,
    }),
  ),
  limits: text('say in a sentence what this model does not show')
    .optional()
    .meta(
      means('What so small a model does not show, in a sentence.', {
        ...{ example: 'One small network on drawn glyphs.', see },
      }),
    ),
};
