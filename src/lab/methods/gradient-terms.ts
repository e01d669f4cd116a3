import type { Rng } from '../../core/random.ts';
import type { Term } from '../../dynamics/integrate/term.ts';
import {
  type Delay,
  fixedDelay,
  geometricDelay,
  uniformDelay,
} from '../../dynamics/solvers/delay.ts';
import { descendOnAverages } from '../../dynamics/terms/averaging.ts';
import {
  type Batches,
  batches,
  type Stage,
  stagedBatches,
  stepsPerEpoch,
} from '../../dynamics/terms/batches.ts';
import { clipped } from '../../dynamics/terms/clip.ts';
import { decayed } from '../../dynamics/terms/decay.ts';
import { descend, descendOnBatches } from '../../dynamics/terms/descend.ts';
import { perturb } from '../../dynamics/terms/gradient-noise.ts';
import {
  descendOnTargets,
  flippedLabels,
  gaussianTargets,
  type StepTargets,
} from '../../dynamics/terms/label-noise.ts';
import { normals } from '../../dynamics/terms/normals.ts';
import { precondition } from '../../dynamics/terms/precondition.ts';
import { dirichletShards, shardedBatches } from '../../dynamics/terms/shards.ts';
import { sharpnessAware } from '../../dynamics/terms/sharpness-aware.ts';
import type { Objective } from '../../objective/objective.ts';
import { defaults } from '../spec/defaults.ts';
import type { DelaySpec } from './delay-format.ts';
import { asNetwork, readPreconditioner } from './diagonals.ts';
import type { Drawn, GradientSpec } from './gradient-keys.ts';
import { withBatchNoise } from './gradients/batch-noise.ts';
import type { BuildContext, Draws } from './method.ts';

/** The term of a method on gradients, with all the noise, decay and scaling that its spec asks for. */
export function termOf(spec: GradientSpec, context: BuildContext): Term {
  const { preconditioner, clip, weightDecay, decay = defaults.decay } = spec;
  const { objective, readArrays } = context;
  const noisy = withNoise(spec, context);
  const bounded = clip === undefined ? noisy : clipped(noisy, clip);
  const term = weightDecay === undefined ? bounded : decayed(bounded, weightDecay, decay);
  return preconditioner === undefined
    ? term
    : precondition(term, readPreconditioner(readArrays, preconditioner, asNetwork(objective)));
}

function withNoise(spec: GradientSpec, { objective, random }: BuildContext): Term {
  const { gradientNoise: sigma, batchNoise, radius, normalised = true } = spec;
  const own = gradientsOf(spec, objective, random);
  const plain = radius === undefined ? own : sharpnessAware(own, { radius, normalised });
  const alike =
    batchNoise === undefined ? plain : withBatchNoise(plain, batchNoise, { objective, random });
  return sigma === undefined
    ? alike
    : perturb(alike, sigma, normals(objective.parameters, random.fork('gradient')));
}

/** The spec of a method on mini-batches; undefined on the full batch. */
function drawnOf({ batch, sampling, ...rest }: GradientSpec): Drawn | undefined {
  return batch === undefined || sampling === undefined ? undefined : { ...rest, batch, sampling };
}

/** Keys beside which a method on gradients is plain: θ ← θ − η∇L(θ), or of mini-batches, at a constant η. */
const PLAIN: ReadonlySet<string> = new Set(['method', 'rate', 'batch', 'sampling']);

/** Whether η and B say all: no schedule, no noise of other kinds, no scaling. */
export const isPlain = (spec: object): boolean => Object.keys(spec).every((key) => PLAIN.has(key));

/** Whether steps are θ − η∇L(θ), or of mini-batches, with η constant or on a schedule. */
export const plainSteps = ({ schedule: _, ...spec }: GradientSpec): boolean => isPlain(spec);

/** How SGD draws its mini-batches, where its steps are θ − η∇L_B(θ) with nothing more to their gradients. */
export function plainDraws({ schedule: _, ...spec }: GradientSpec): Draws | undefined {
  const drawn = drawnOf(spec);
  return drawn && isPlain(spec) ? { batch: drawn.batch, sampling: drawn.sampling } : undefined;
}

/** Steps that visit n examples once, at the first of the batch sizes. */
export function perEpoch(spec: GradientSpec, n: number): number {
  const drawn = drawnOf(spec);
  if (drawn === undefined) return 1;
  const workers = drawn.shards?.visit === 'all' ? drawn.shards.workers : 1;
  return stepsPerEpoch(n, drawn.batch * workers) / (drawn.average ?? 1);
}

/** Passes over n examples after so many steps. */
export function passes(spec: GradientSpec, n: number, step: number): number {
  const drawn = drawnOf(spec);
  const stages = drawn && stagesOf(drawn);
  if (stages === undefined || stages.length === 1) return step / perEpoch(spec, n);
  return stages.reduce((sum, { from, batch }, i) => {
    const until = Math.min(step, stages[i + 1]?.from ?? step);
    return sum + Math.max(0, until - from) / perEpoch({ ...spec, batch }, n);
  }, 0);
}

/** The batch sizes in order, the first from step 0 on. */
const stagesOf = ({ batch, stages = {} }: Drawn): readonly Stage[] => [
  { from: 0, batch },
  ...Object.entries(stages)
    .map(([from, B]) => ({ from: Number(from), batch: B }))
    .sort((a, b) => a.from - b.from),
];

/** The list of delays. */
export function delayOf(spec: DelaySpec, random: Rng): Delay {
  switch (spec.kind) {
    case 'fixed':
      return fixedDelay(spec.steps);
    case 'uniform':
      return uniformDelay(spec.most, random);
    case 'geometric':
      return geometricDelay(spec.mean, spec.most, random);
  }
}

function gradientsOf(spec: GradientSpec, objective: Objective, random: Rng): Term {
  const drawn = drawnOf(spec);
  const rows = drawn && rowsOf(drawn, objective, random);
  const targets = targetsOf(spec, objective, random);
  if (targets !== undefined) return descendOnTargets(objective, targets, rows);
  if (rows === undefined) return descend(objective);
  return drawn?.average === undefined
    ? descendOnBatches(objective, rows)
    : descendOnAverages(objective, rows, drawn.average);
}

function rowsOf(drawn: Drawn, { examples, labelled }: Objective, random: Rng): Batches {
  const { batch, sampling, average = 1, stages, shards } = drawn;
  if (shards !== undefined) {
    const dealt = dirichletShards(labelled!.labels, shards, random.fork('shards'));
    return shardedBatches(dealt, batch, sampling, shards.visit, random);
  }
  return stages === undefined
    ? batches(examples, batch, sampling, random)
    : stagedBatches(
        examples,
        // In batches, of which a step takes `average`.
        stagesOf(drawn).map((stage) => ({ ...stage, from: average * stage.from })),
        sampling,
        random,
      );
}

function targetsOf(
  { labelFlips, targetNoise }: GradientSpec,
  { targets, labelled }: Objective,
  random: Rng,
): StepTargets | undefined {
  if (labelFlips !== undefined) return flippedLabels(labelled!, labelFlips, random);
  if (targetNoise !== undefined) return gaussianTargets(targets!, targetNoise, random);
  return undefined;
}
