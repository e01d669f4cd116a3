import type { Rng } from '../../core/random.ts';
import { centralFlow } from '../../dynamics/central/central-flow.ts';
import type { Method } from '../../dynamics/integrate/integrate.ts';
import type { Solver } from '../../dynamics/integrate/solver.ts';
import { gradientFlow, gradientFlowFixedStep } from '../../dynamics/methods/descent.ts';
import { modifiedFlow } from '../../dynamics/methods/modified-flow.ts';
import { momentumFlow } from '../../dynamics/methods/momentum-flow.ts';
import { shuffledFlow } from '../../dynamics/methods/shuffled-flow.ts';
import { flowOfSgd, langevin } from '../../dynamics/methods/stochastic-flow.ts';
import { svag } from '../../dynamics/methods/svag.ts';
import { adam } from '../../dynamics/solvers/adam.ts';
import { euler } from '../../dynamics/solvers/euler.ts';
import { heavyBall, nesterov } from '../../dynamics/solvers/momentum.ts';
import { rmsprop } from '../../dynamics/solvers/rmsprop.ts';
import { staleEuler } from '../../dynamics/solvers/stale-euler.ts';
import { batches } from '../../dynamics/terms/batches.ts';
import type { DelaySpec, MethodSpec } from '../spec/method.ts';
import { asNetwork, preconditionerOf, readDiffusion } from './diagonals.ts';
import {
  delayOf,
  drawnOf,
  passes,
  perEpoch,
  plainDraws,
  type RatedSpec,
  termOf,
} from './gradient-terms.ts';
import { isAdaptive } from './keys.ts';
import { controllerOf } from './learning-rate.ts';
import type { BuildContext, SpecMethod } from './method.ts';
import { methodNames } from './names.ts';

/** What the lab knows about a method beyond its dynamics. */
export interface MethodKind<S> {
  build(spec: S, context: BuildContext): Method;
  /** The same method at another learning rate; absent where there is none to vary. */
  at?(spec: S, rate: number): S;
  /** Steps that visit every example once; for a flow, each of its steps does. */
  stepsPerEpoch(spec: S, n: number): number;
  /** Of flows under error control: the tolerance of a step, undefined at a fixed dt, and the same flow at another. */
  readonly tolerance?: { of(spec: S): number | undefined; at(spec: S, tolerance: number): S };
  /** Passes over the examples after so many steps; absent: in proportion to the steps. */
  passes?(spec: S, n: number, step: number): number;
  /** Steps between looks at the full training loss. */
  lookEvery(spec: S, n: number): number;
  /** Short name for progress lines. */
  label(spec: S): string;
  /** How mini-batches are drawn whose plain gradients are the steps; absent or undefined for other methods. */
  plainDraws?(spec: S): ReturnType<typeof plainDraws>;
}

/** Looking every fourth step costs a full-batch method about a tenth of its time. */
const LOOK_EVERY = 4;

type Of<M extends MethodSpec['method']> = MethodSpec & { readonly method: M };

/** A method that takes steps of its learning rate along gradients, by a solver of its own. */
const steps = <S extends RatedSpec>(solver: (spec: S, random: Rng) => Solver): MethodKind<S> => ({
  build: (spec, context) => ({
    term: termOf(spec, context),
    solver: solver(spec, context.random),
    controller: controllerOf(spec),
  }),
  at: (spec, rate) => ({ ...spec, rate }),
  stepsPerEpoch: perEpoch,
  passes,
  // On mini-batches once an epoch: a look costs a third of one.
  lookEvery: (spec, n) => Math.max(LOOK_EVERY, Math.ceil(perEpoch(spec, n))),
  label(spec) {
    const drawn = drawnOf(spec);
    const batch = drawn === undefined ? '' : ` B=${drawn.batch}`;
    const schedule = spec.schedule === undefined ? '' : ` ${spec.schedule.kind}`;
    const scaled = preconditionerOf(spec) === undefined ? '' : 'preconditioned ';
    return `${scaled}${methodNames[spec.method]}${batch} η=${spec.rate}${schedule}${noiseLabel(spec)}`;
  },
});

/** What else is random in a method's gradients, in a few characters each. */
const noiseLabel = (spec: RatedSpec): string =>
  [
    spec.labelFlips === undefined ? [] : ` flips=${spec.labelFlips}`,
    spec.targetNoise === undefined ? [] : ` target-noise=${spec.targetNoise}`,
    spec.gradientNoise === undefined ? [] : ` noise=${spec.gradientNoise}`,
    'delay' in spec && spec.delay !== undefined ? ` ${spec.delay.kind}-delay` : [],
    drawnOf(spec)?.stages === undefined ? [] : ' staged',
    drawnOf(spec)?.shards === undefined ? [] : ` ${drawnOf(spec)!.shards!.workers}-shards`,
  ]
    .flat()
    .join('');

const eulerOf = ({ delay }: { readonly delay?: DelaySpec }, random: Rng): Solver =>
  delay === undefined ? euler : staleEuler(delayOf(delay, random));

/** A flow under error control, whose steps each cost a pass over all examples. */
const flow = <S extends MethodSpec & { readonly tolerance: number }>(
  build: MethodKind<S>['build'],
  label: MethodKind<S>['label'],
  of: (spec: S) => number | undefined = (spec) => spec.tolerance,
): MethodKind<S> => ({
  build,
  label,
  stepsPerEpoch: () => 1,
  lookEvery: () => 1,
  tolerance: { of, at: (spec, tolerance) => ({ ...spec, tolerance }) },
});

/** The list of methods: the one place that tells them apart. */
const kinds: { readonly [M in MethodSpec['method']]: MethodKind<Of<M>> } = {
  'gradient-descent': steps<Of<'gradient-descent'>>(eulerOf),
  sgd: { ...steps<Of<'sgd'>>(eulerOf), plainDraws },
  'heavy-ball': steps(({ momentum }) => heavyBall(momentum)),
  nesterov: steps(({ momentum }) => nesterov(momentum)),
  adam: steps((spec) => adam(spec)),
  rmsprop: steps((spec) => rmsprop(spec)),
  'gradient-flow': flow<Of<'gradient-flow'>>(
    ({ solver, tolerance, dt }, { objective }) =>
      isAdaptive(solver)
        ? gradientFlow(objective, tolerance, solver)
        : gradientFlowFixedStep(objective, dt!, solver),
    ({ solver }) => `gradient flow (${solver})`,
    ({ solver, tolerance }) => (isAdaptive(solver) ? tolerance : undefined),
  ),
  'modified-flow': flow(
    ({ rate, solver, tolerance }, { objective }) =>
      modifiedFlow(objective, rate, tolerance, solver),
    ({ rate, solver }) => `modified flow η=${rate} (${solver})`,
  ),
  'shuffled-flow': flow(
    ({ rate, batch, solver, tolerance }, { objective }) =>
      shuffledFlow(objective, rate, batch, tolerance, solver),
    ({ rate, batch, solver }) => `shuffled flow B=${batch} η=${rate} (${solver})`,
  ),
  'momentum-flow': flow(
    ({ rate, momentum, solver, tolerance }, { objective }) =>
      momentumFlow(objective, rate, momentum, tolerance, solver),
    ({ rate, momentum, solver }) => `momentum flow η=${rate} β=${momentum} (${solver})`,
  ),
  'central-flow': {
    build: ({ rate, substeps }, { objective, random }) =>
      centralFlow(objective, { eta: rate, substeps, random }),
    stepsPerEpoch: () => 1,
    lookEvery: ({ substeps }) => substeps,
    label: ({ rate }) => `central flow η=${rate}`,
  },
  'rmsprop-central-flow': {
    build: ({ rate, alpha, epsilon, substeps }, { objective, random }) =>
      centralFlow(objective, {
        ...{ eta: rate, substeps, random },
        rmsprop: { alpha, epsilon },
      }),
    stepsPerEpoch: () => 1,
    lookEvery: ({ substeps }) => substeps,
    label: ({ rate }) => `RMSProp central flow η=${rate}`,
  },
  svag: {
    build: ({ rate, batch, sampling, amplification }, { objective, random }) =>
      svag(objective, rate, batches(objective.examples, batch, sampling, random), amplification),
    at: (spec, rate) => ({ ...spec, rate }),
    stepsPerEpoch: ({ batch }, n) => n / (2 * batch),
    lookEvery: ({ batch }, n) => Math.max(LOOK_EVERY, Math.ceil(n / (2 * batch))),
    label: ({ rate, batch, amplification }) => `SVAG B=${batch} η=${rate} l=${amplification}`,
  },
  langevin: {
    build: ({ temperature, diffusion, dt }, { objective, random, readArrays }) =>
      langevin(
        objective,
        temperature,
        dt,
        random,
        diffusion === undefined
          ? undefined
          : readDiffusion(readArrays, diffusion, asNetwork(objective)),
      ),
    stepsPerEpoch: () => 1,
    lookEvery: () => LOOK_EVERY,
    label: ({ temperature, diffusion, dt }) =>
      `Langevin T=${temperature}${diffusion === undefined ? '' : ' D'} dt=${dt}`,
  },
  'stochastic-flow': {
    build: ({ rate, batch, sampling, drift, dt }, { objective, random }) =>
      flowOfSgd(objective, { eta: rate, batch, sampling }, dt, random, drift),
    stepsPerEpoch: () => 1,
    lookEvery: () => LOOK_EVERY,
    label: ({ rate, batch, drift, dt }) =>
      `${drift === 'plain' ? '' : `${drift} `}SGD flow B=${batch} η=${rate} dt=${dt}`,
  },
};

/** The method of a spec. */
export function methodOf(spec: MethodSpec): SpecMethod {
  const kind = kinds[spec.method] as MethodKind<MethodSpec>;
  const { at, tolerance } = kind;
  const own = tolerance?.of(spec);
  const draws = kind.plainDraws?.(spec);
  return {
    spec,
    label: kind.label(spec),
    build: (context) => kind.build(spec, context),
    ...(at && { at: (rate) => methodOf(at(spec, rate)) }),
    ...(own !== undefined && {
      tolerance: { value: own, at: (value) => methodOf(tolerance!.at(spec, value)) },
    }),
    stepsPerEpoch: (n) => kind.stepsPerEpoch(spec, n),
    passes: (n, step) => kind.passes?.(spec, n, step) ?? step / kind.stepsPerEpoch(spec, n),
    lookEvery: (n) => kind.lookEvery(spec, n),
    ...(draws && { plainDraws: draws }),
  };
}
