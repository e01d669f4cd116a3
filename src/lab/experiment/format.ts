import * as z from 'zod';
import { methodFormat } from '../methods/registry.ts';
import { startFormat } from '../methods/start.ts';
import { defaults } from '../spec/defaults.ts';
import { means, oneOf, positive, section, text, whole } from '../spec/field.ts';
import { most } from '../spec/limits.ts';
import { noisesFormat } from '../spec/noises.ts';
import { stopKeys } from '../spec/stop.ts';
import { xlaChoices } from '../spec/xla.ts';
import { claimKeys } from './claim/claim-format.ts';
import { predictionKeys } from './claim/prediction-keys.ts';
import { figureRequestFormat } from './figures/figure-request.ts';
import { measureFormat } from './measure-format.ts';
import { type dataFormat, type networkFormat, problemKeys } from './problem-format.ts';

const methodsRemedy = 'list at least one, such as - { method: gradient-descent, rate: 0.05 }';

const seedsRemedy = 'give a count such as 3, or a list such as [0, 1, 2]';

const figuresRemedy =
  'list figures, such as - { figure: hessian-trace, width: 3.25in, format: pdf }';

const checkpointFormat = section('a mapping, such as { every: 60 }', {
  every: positive('give the seconds from one checkpoint to the next, such as 60')
    .default(defaults.checkpoint.every)
    .meta(
      means('The seconds from one checkpoint of a run to the next.', {
        source: 'chosen: what a crash may cost',
        example: 20,
      }),
    ),
});

const engineFormat = section('a mapping, such as { xla: off }', {
  xla: oneOf(xlaChoices)
    .default(defaults.engine.xla)
    .meta(
      means('Whether XLA compiles the steps of runs on the native engine.', {
        source: 'by a table of what pays, and plain where that is in doubt',
        ...{ example: 'off', see: 'experiments.md#steps-compiled-by-xla' },
      }),
    ),
});

/** An experiment file: what a user writes, before defaults meet the grid. */
export const experimentFormat = section('a mapping that starts with question: and methods:', {
  title: text('give a title, or leave the key out')
    .optional()
    .meta(
      means('The title of the report; left out, the question.', {
        example: 'Batch size and flatness',
      }),
    ),
  question: text('give the question in one sentence')
    .optional()
    .meta(
      means('What the experiment asks, in a sentence.', {
        example: 'Do smaller batches end in flatter minima?',
      }),
    ),
  ...problemKeys,
  engine: engineFormat.optional().meta(
    means('What compiles the steps of runs on the native engine.', {
      ...{ default: defaults.engine, source: 'that of engine.xla', example: { xla: 'off' } },
    }),
  ),
  methods: z
    .array(methodFormat, { error: methodsRemedy })
    .min(1, { error: methodsRemedy })
    .meta(
      means('How runs train: a list of methods, each with keys of its own.', {
        example: [{ method: 'gradient-descent', rate: 0.05 }],
      }),
    ),
  start: startFormat.optional().meta(
    means('A training that comes before: runs begin at the weights where it ended.', {
      see: 'experiments.md#going-on-from-a-run',
      example: { method: { method: 'gradient-descent', rate: 0.1 }, stop: { loss: 0.02 } },
    }),
  ),
  seeds: z
    .union([
      whole(1, seedsRemedy).max(most.seeds, { error: seedsRemedy }),
      z.array(whole(0, seedsRemedy), { error: seedsRemedy }).min(1, { error: seedsRemedy }),
    ])
    .default(defaults.seeds)
    .meta(
      means('Seeds of data, initial weights and noise: a count (0 … n−1) or a list.', {
        source: 'chosen: the fewest that show a spread; an interval worth quoting takes more',
        example: 5,
      }),
    ),
  noises: noisesFormat,
  stop: section('a mapping, such as { loss: 0.02, steps: 100000 }', stopKeys)
    .default({ loss: defaults.stopLoss, steps: defaults.stopSteps })
    .meta(
      means('When a run ends: whichever rule comes first.', {
        source:
          'a loss of 4 % of 0.5, the ½ squared error of answering zero to one-hot targets, and a bound for runs that do not come to it',
        example: { loss: 0.1, epochs: 200 },
      }),
    ),
  measure: measureFormat.prefault({}).meta(
    means(
      'What is measured of each run, beside its losses: rows of the series, kept weights, probes.',
      {
        source: 'the probes that are on by default',
        ...{ example: { points: 40, gradientNoise: true }, see: 'probes.md' },
      },
    ),
  ),
  checkpoint: checkpointFormat.optional().meta(
    means('How often the state of a run is kept, to go on from when it is interrupted.', {
      ...{
        default: defaults.checkpoint,
        source: 'that of checkpoint.every',
        example: { every: 20 },
      },
      see: 'experiments.md#interrupted-runs',
    }),
  ),
  figures: z
    .array(figureRequestFormat, { error: figuresRemedy })
    .min(1, { error: figuresRemedy })
    .optional()
    .meta(
      means('Figures for a paper or a slide, written beside those of the report.', {
        example: [{ figure: 'hessian-trace', width: '3.25in', format: 'pdf' }],
        see: 'how-to/paper-figures.md',
      }),
    ),
  ...predictionKeys,
  ...claimKeys,
});

/** What the format makes of a file: short forms and axes kept, defaults of data, network and methods left out. */
export type ExperimentFile = z.output<typeof experimentFormat>;
export type DataEntry = z.output<typeof dataFormat>;
export type NetworkEntry = z.output<typeof networkFormat>;
export type MethodEntry = ExperimentFile['methods'][number];

/** JSON Schema (draft 2020-12) of experiment files, for completion and checks in editors. */
export const experimentSchema = (): unknown => z.toJSONSchema(experimentFormat, { io: 'input' });
