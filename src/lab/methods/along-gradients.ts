import type { Rng } from '../../core/random.ts';
import type { Solver } from '../../dynamics/integrate/solver.ts';
import { readPreconditioner } from './diagonals.ts';
import { gradientContradictions } from './gradient-contradictions.ts';
import { type GradientSpec, withSampling } from './gradient-keys.ts';
import { sourcesOfGradients } from './gradient-sources.ts';
import { passes, perEpoch, termOf } from './gradient-terms.ts';
import { controllerOf } from './learning-rate.ts';
import { EVALUATE_EVERY, type MethodKind } from './method.ts';

/**
 * What is the same in all methods that take steps of their learning rate along gradients; `solver` makes the step,
 * and its draws come from `random`.
 */
export const alongGradients = <S extends GradientSpec>(solver: (spec: S, random: Rng) => Solver) =>
  ({
    further: sourcesOfGradients,
    complete: withSampling,
    contradictions: gradientContradictions,
    checkFiles({ preconditioner }, network, read) {
      if (preconditioner !== undefined) readPreconditioner(read, preconditioner, network);
    },
    build: (spec, context) => ({
      term: termOf(spec, context),
      solver: solver(spec, context.random),
      controller: controllerOf(spec),
    }),
    preconditioner: (spec) => (spec.preconditioner === undefined ? undefined : 'given'),
    noisy: drawsAnything,
    // Steps of stale gradients and with noise alike that of mini-batches are loops too, but were never held against XLA's.
    compilable: ({ delay, batchNoise }) => delay === undefined && batchNoise === undefined,
    ownRate: true,
    stepsPerEpoch: perEpoch,
    passes,
    // On mini-batches once an epoch: an evaluation costs a third of one.
    evaluateEvery: (spec, n) => Math.max(EVALUATE_EVERY, Math.ceil(perEpoch(spec, n))),
    label(spec, title) {
      const batch = spec.batch === undefined ? '' : ` B=${spec.batch}`;
      const schedule = spec.schedule === undefined ? '' : ` ${spec.schedule.kind}`;
      const scaled = spec.preconditioner === undefined ? '' : 'preconditioned ';
      return `${scaled}${title}${batch} η=${spec.rate}${schedule}${furtherLabel(spec)}`;
    },
  }) satisfies Omit<
    MethodKind<S, Parameters<typeof gradientContradictions>[0]>,
    'title' | 'about' | 'sources'
  >;

/** Whether mini-batches, noise of some kind or delays are drawn at each step. */
const drawsAnything = ({
  batch,
  labelFlips,
  targetNoise,
  gradientNoise,
  batchNoise,
  delay,
}: GradientSpec) =>
  [batch, labelFlips, targetNoise, gradientNoise, batchNoise].some((key) => key !== undefined) ||
  (delay !== undefined && delay.kind !== 'fixed');

/** ` diagonal-noise-of-B=16` */
const noiseLabel = ({ batch, covariance }: NonNullable<GradientSpec['batchNoise']>): string =>
  ` ${covariance === 'full' ? '' : `${covariance}-`}noise-of-B=${batch}`;

/** What else its gradients have, in a few characters each. */
const furtherLabel = (spec: GradientSpec): string =>
  [
    spec.labelFlips === undefined ? [] : ` flips=${spec.labelFlips}`,
    spec.targetNoise === undefined ? [] : ` target-noise=${spec.targetNoise}`,
    spec.gradientNoise === undefined ? [] : ` noise=${spec.gradientNoise}`,
    spec.batchNoise === undefined ? [] : noiseLabel(spec.batchNoise),
    spec.delay === undefined ? [] : ` ${spec.delay.kind}-delay`,
    spec.clip === undefined ? [] : ` clip=${spec.clip}`,
    spec.weightDecay ? ` w=${spec.weightDecay}` : [],
    spec.decay === 'decoupled' ? ' decoupled' : [],
    spec.stages === undefined ? [] : ' staged',
    spec.shards === undefined ? [] : ` ${spec.shards.workers}-shards`,
  ]
    .flat()
    .join('');
