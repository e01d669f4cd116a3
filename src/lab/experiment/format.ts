import * as z from 'zod';
import { precisions } from '../../engine/tensors/precision.ts';
import { networkKinds } from '../../problems/networks/names.ts';
import { losses } from '../../problems/supervised/loss-names.ts';
import { methodFormat } from '../methods/registry.ts';
import { startFormat } from '../methods/start.ts';
import { axes, axis } from '../spec/axis.ts';
import { dataNames, entryKeys } from '../spec/data.ts';
import { defaults } from '../spec/defaults.ts';
import { oneOf, positive, section, share, text, whole } from '../spec/field.ts';
import { most } from '../spec/limits.ts';
import { networkKeys } from '../spec/network.ts';
import { noisesFormat } from '../spec/noises.ts';
import { stopKeys } from '../spec/stop.ts';
import { xlaChoices } from '../spec/xla.ts';
import { claimKeys } from './claim/claim-format.ts';
import { figureRequestFormat } from './figures/figure-request.ts';
import { measureFormat } from './measure-format.ts';

const dataFormat = section('a dataset, such as { name: mnist, train: 500 }', axes(entryKeys));

const networkFormat = section('a network, such as { kind: mlp, hidden: [32, 32] }', {
  kind: axis(oneOf(networkKinds)).optional().meta({ default: defaults.kind }),
  ...axes(networkKeys),
});

const seedsRemedy = 'give a count such as 3, or a list such as [0, 1, 2]';

const figuresRemedy =
  'list figures, such as - { figure: hessian-trace, width: 3.25in, format: pdf }';

const checkpointFormat = section('a mapping, such as { every: 60 }', {
  every: positive('give the seconds from one checkpoint to the next, such as 60').default(
    defaults.checkpoint.every,
  ),
});

const expectRemedy = 'list statements, such as - { id: flat, value: { of: trace }, in: "< 10" }';

const engineFormat = section('a mapping, such as { xla: off }', {
  xla: oneOf(xlaChoices).default(defaults.engine.xla),
});

/** An experiment file: what a user writes, before defaults meet the grid. */
export const experimentFormat = section('a mapping that starts with question: and methods:', {
  title: text('give a title, or leave the key out').optional().describe('default: the question'),
  question: text('give the question in one sentence').optional(),
  data: axis(z.union([oneOf(dataNames), dataFormat])).default(defaults.data.name),
  network: axis(z.union([oneOf(networkKinds), networkFormat]))
    .optional()
    .meta({ default: defaults.kind }),
  loss: axis(oneOf(losses)).optional().meta({ default: defaults.loss }),
  shaping: axis(share('give the weight of the shaping term, such as 0.1'))
    .optional()
    .meta({ default: defaults.shaping }),
  precision: axis(oneOf(precisions)).default(defaults.precision),
  engine: engineFormat
    .optional()
    .meta({ default: defaults.engine })
    .describe('what compiles the steps of runs on the native engine'),
  methods: z
    .array(methodFormat, {
      error: 'list at least one, such as - { method: gradient-descent, rate: 0.05 }',
    })
    .min(1, { error: 'list at least one, such as - { method: gradient-descent, rate: 0.05 }' }),
  start: startFormat.optional().describe('a training that comes before: runs begin where it ended'),
  seeds: z
    .union([
      whole(1, seedsRemedy).max(most.seeds, { error: seedsRemedy }),
      z.array(whole(0, seedsRemedy), { error: seedsRemedy }).min(1, { error: seedsRemedy }),
    ])
    .default(defaults.seeds)
    .describe('a count (0 … n−1) or a list'),
  noises: noisesFormat,
  stop: section('a mapping, such as { loss: 0.02, steps: 100000 }', stopKeys)
    .default({ loss: defaults.stopLoss, steps: defaults.stopSteps })
    .describe('whichever comes first; with loss alone, steps: 100000 is added'),
  measure: measureFormat.prefault({}),
  checkpoint: checkpointFormat
    .optional()
    .meta({ default: defaults.checkpoint })
    .describe('how often the state of a run is kept, to go on from when it is interrupted'),
  figures: z
    .array(figureRequestFormat, { error: figuresRemedy })
    .min(1, { error: figuresRemedy })
    .optional()
    .describe('figures for a paper or a slide, written beside those of the report'),
  expect: z
    .array(z.unknown(), { error: expectRemedy })
    .min(1, { error: expectRemedy })
    .optional()
    .describe('what is predicted, judged in the report'),
  arms: z.unknown().optional().describe('arms by name, for expect'),
  let: z.unknown().optional().describe('expressions by name, for expect'),
  match: z
    .unknown()
    .optional()
    .describe(
      'by what all runs end alike: loss, steps, epochs or time; or what arms that expect compares ought to agree in',
    ),
  claim: z
    .unknown()
    .optional()
    .describe('what the statements say together, an expression of their ids'),
  across: z.unknown().optional().describe('holm (default) or none'),
  scope: z
    .unknown()
    .optional()
    .describe('keys of the grid of which every combination has a verdict of its own'),
  ...claimKeys,
});

/** What the format makes of a file: short forms and axes kept, defaults of data, network and methods left out. */
export type ExperimentFile = z.output<typeof experimentFormat>;
export type DataEntry = z.output<typeof dataFormat>;
export type NetworkEntry = z.output<typeof networkFormat>;
export type MethodEntry = ExperimentFile['methods'][number];

/** JSON Schema (draft 2020-12) of experiment files, for completion and checks in editors. */
export const experimentSchema = (): unknown => z.toJSONSchema(experimentFormat, { io: 'input' });
