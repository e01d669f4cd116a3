import * as z from 'zod';
import { datasetNames } from '../../problems/data/datasets.ts';
import { activations, losses, networkKinds, parametrisations } from '../../problems/names.ts';
import { methodFormat } from '../methods/keys.ts';
import { defaults } from '../spec/defaults.ts';
import { axis, lists, oneOf, positive, section, text, whole, yesNo } from '../spec/field.ts';
import { measureFormat } from './measure-format.ts';

const { data } = defaults;

/** The keys of `data` in the order in which a grid runs through them, the first slowest. */
export const dataFields = section('a dataset, such as { name: mnist, train: 500 }', {
  name: axis(oneOf(datasetNames)).default(data.name),
  path: axis(text('give the path of your own file or folder')).optional(),
  train: axis(whole(1, 'give a number of training examples, such as 500')).default(data.train),
  test: axis(whole(1, 'give a number of test examples, such as 2000')).default(data.test),
  centre: axis(yesNo).default(data.centre),
  labelNoise: axis(
    z
      .number({ error: 'give a fraction of the training labels' })
      .gte(0, { error: 'give a fraction of the training labels' })
      .lte(1, { error: 'give a fraction of the training labels' }),
  ).default(data.labelNoise),
  randomLabels: axis(yesNo).default(data.randomLabels),
  seed: axis(whole(0, 'give the seed of the subset')).optional(),
});

/** The keys of `network`; those that only some kinds have keep their default for expansion. */
export const networkFields = section('a network, such as { kind: mlp, hidden: [32, 32] }', {
  kind: axis(oneOf(networkKinds)).default(defaults.kind),
  hidden: lists('give the widths of the hidden layers, such as [32, 32]')
    .optional()
    .meta({ default: defaults.hidden }),
  channels: lists('give the feature maps of each layer, such as [6, 16]')
    .optional()
    .meta({ default: defaults.channels }),
  activation: axis(oneOf(activations)).optional().meta({ default: defaults.activation }),
  linearised: axis(yesNo).optional().meta({ default: false }),
  parametrisation: axis(oneOf(parametrisations)).default(defaults.parametrisation),
  scale: axis(positive('give a factor for the initial weights, such as 1')).default(defaults.scale),
  init: axis(text('give the path of an .npz with the initial weights')).optional(),
});

const stop = section('a mapping, such as { loss: 0.02, steps: 100000 }', {
  loss: positive('give the training loss to reach').optional(),
  steps: whole(1, 'give the largest number of steps').optional(),
  epochs: positive('give the largest number of epochs').optional(),
  time: positive('give the largest training time Σ dt').optional(),
});

const seedsRemedy = 'give a count such as 3, or a list such as [0, 1, 2]';

/** An experiment file: what a user writes, before defaults meet the grid. */
export const experimentFormat = section('a mapping that starts with question: and methods:', {
  title: text('give a title, or leave the key out').optional().describe('default: the question'),
  question: text('give the question in one sentence').optional(),
  data: axis(z.union([oneOf(datasetNames), dataFields])).default(data.name),
  network: axis(z.union([oneOf(networkKinds), networkFields])).default(defaults.kind),
  loss: axis(oneOf(losses)).default(defaults.loss),
  methods: z
    .array(methodFormat, {
      error: 'list at least one, such as - { method: gradient-descent, rate: 0.05 }',
    })
    .min(1, { error: 'list at least one, such as - { method: gradient-descent, rate: 0.05 }' }),
  seeds: z
    .union([
      whole(1, seedsRemedy).max(10_000, { error: seedsRemedy }),
      z.array(whole(0, seedsRemedy), { error: seedsRemedy }).min(1, { error: seedsRemedy }),
    ])
    .default(defaults.seeds)
    .describe('a count (0 … n−1) or a list'),
  stop: stop
    .default({ loss: defaults.stopLoss, steps: defaults.stopSteps })
    .describe('whichever comes first; with loss alone, steps: 100000 is added'),
  measure: measureFormat.prefault({}),
});

/** What the format makes of a file: short forms and axes kept, plain defaults filled in. */
export type ExperimentFile = z.output<typeof experimentFormat>;

/** JSON Schema (draft 2020-12) of experiment files, for completion and checks in editors. */
export const experimentSchema = (): unknown => z.toJSONSchema(experimentFormat, { io: 'input' });
