import * as z from 'zod';
import { flowDrifts } from '../../dynamics/methods/stochastic-flow.ts';
import {
  type AdaptiveSolver,
  adaptiveSolvers,
  type ExplicitPair,
  explicitPairs,
  type FixedStepSolver,
  fixedStepSolvers,
} from '../../dynamics/solvers/registry.ts';
import { independentSamplings } from '../../dynamics/terms/batches.ts';
import { defaults } from '../spec/defaults.ts';
import { axis, fraction, oneOf, positive, section, share, text, whole } from '../spec/field.ts';
import { batch, delayed, drawn, eitherBatch, rate, rated, scaled } from './gradient-keys.ts';

const solvers = [...Object.keys(adaptiveSolvers), ...Object.keys(fixedStepSolvers)] as (
  | AdaptiveSolver
  | FixedStepSolver
)[];

/** Whether a solver of gradient flow estimates its error, and so takes a tolerance in place of dt. */
export const isAdaptive = (solver: AdaptiveSolver | FixedStepSolver): solver is AdaptiveSolver =>
  Object.hasOwn(adaptiveSolvers, solver);

const momentum = axis(share('give the share of the velocity kept, such as 0.9')).default(
  defaults.momentum,
);
const epsilon = axis(
  z
    .number({ error: 'give a number such as 1.0e-8' })
    .gte(0, { error: 'give a number such as 1.0e-8' }),
).default(defaults.epsilon);

const tolerance = axis(fraction('give the relative error of a step, such as 1.0e-4'))
  .optional()
  .meta({ default: defaults.tolerance });
const byPair = {
  solver: oneOf(Object.keys(explicitPairs) as ExplicitPair[]).default(defaults.modifiedFlowSolver),
  tolerance,
};
const dt = axis(positive('give the fixed step in training time, such as 0.01'));
const substeps = axis(
  whole(1, 'give the steps of the flow per step of descent, such as 4'),
).default(defaults.substeps);
const alpha = axis(share('give the share of the mean square kept, such as 0.99')).default(
  defaults.alpha,
);
const independent = axis(oneOf(independentSamplings)).default(defaults.independentSampling);

/**
 * The keys of each method, in the order in which a grid runs through them, the first slowest. The union
 * answers for an entry that is no mapping, so its sections need no remedy.
 */
const sections = [
  section('', { method: z.literal('gradient-descent'), ...rated, ...delayed, ...scaled }),
  section('', { method: z.literal('sgd'), ...rated, batch, ...drawn, ...delayed, ...scaled }),
  section('', { method: z.literal('heavy-ball'), ...eitherBatch, momentum, ...scaled }),
  section('', { method: z.literal('nesterov'), ...eitherBatch, momentum, ...scaled }),
  section('', {
    method: z.literal('adam'),
    ...eitherBatch,
    beta1: axis(share('give the share of the mean kept, such as 0.9')).default(defaults.beta1),
    beta2: axis(share('give the share of the mean square kept, such as 0.999')).default(
      defaults.beta2,
    ),
    epsilon,
  }),
  section('', {
    method: z.literal('rmsprop'),
    ...eitherBatch,
    alpha,
    epsilon,
  }),
  section('', {
    method: z.literal('gradient-flow'),
    solver: oneOf(solvers).default(defaults.solver),
    tolerance,
    dt: dt.optional(),
  }),
  section('', { method: z.literal('modified-flow'), rate, ...byPair }),
  section('', { method: z.literal('shuffled-flow'), rate, batch, ...byPair }),
  section('', { method: z.literal('momentum-flow'), rate, momentum, ...byPair }),
  section('', { method: z.literal('central-flow'), rate, substeps }),
  section('', {
    method: z.literal('rmsprop-central-flow'),
    rate,
    alpha,
    epsilon,
    substeps,
  }),
  section('', {
    method: z.literal('svag'),
    rate,
    batch,
    sampling: independent,
    amplification: axis(whole(1, 'give the factor on the noise covariance, such as 4')),
  }),
  section('', {
    method: z.literal('langevin'),
    temperature: axis(positive('give the temperature, such as 1.0e-4')),
    diffusion: axis(text('give the path of an .npz with the diagonal of D')).optional(),
    dt,
  }),
  section('', {
    method: z.literal('stochastic-flow'),
    rate,
    batch,
    sampling: independent,
    drift: axis(oneOf(flowDrifts)).default(defaults.flowDrift),
    dt,
  }),
] as const;

/** One entry of `methods`. */
export const methodFormat = z.discriminatedUnion('method', sections, {
  error: 'write one method, such as { method: gradient-descent, rate: 0.05 }',
});
export type MethodEntry = z.output<typeof methodFormat>;

/** The keys of a method in grid order, `method` first. */
export const keysOf = (method: MethodEntry['method']): readonly string[] =>
  sections.flatMap(({ shape }) => (shape.method.value === method ? Object.keys(shape) : []));
