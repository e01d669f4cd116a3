import type { Rng } from '../core/random.ts';
import { batches, stepsPerEpoch } from '../dynamics/batches.ts';
import type { Method } from '../dynamics/integrate.ts';
import {
  type Derivatives,
  gradientDescent,
  gradientFlow,
  gradientFlowFixedStep,
  stochasticGradientDescent,
} from '../dynamics/methods.ts';
import type { MethodSpec } from './spec.ts';

/** What the lab knows about a method beyond its dynamics. */
export interface MethodKind<S> {
  /** The value { term, solver, controller }; draws come from `random`. */
  build(spec: S, objective: Derivatives, n: number, random: Rng): Method;
  /** The same method at another learning rate; absent where there is none to vary. */
  at?(spec: S, rate: number): S;
  /** Steps that visit every example once; for a flow, each of its steps does. */
  stepsPerEpoch(spec: S, n: number): number;
  /** Steps between looks at the full training loss. */
  lookEvery(spec: S, n: number): number;
  /** Short name for progress lines. */
  label(spec: S): string;
}

/** Looking every fourth step costs a full-batch method about a tenth of its time. */
const LOOK_EVERY = 4;

type Of<M extends MethodSpec['method']> = MethodSpec & { readonly method: M };

/** The list of methods: the one place that tells them apart. */
const kinds: { readonly [M in MethodSpec['method']]: MethodKind<Of<M>> } = {
  'gradient-descent': {
    build: ({ rate }, objective) => gradientDescent(objective, rate),
    at: (spec, rate) => ({ ...spec, rate }),
    stepsPerEpoch: () => 1,
    lookEvery: () => LOOK_EVERY,
    label: ({ rate }) => `GD η=${rate}`,
  },
  sgd: {
    build: ({ rate, batch, sampling }, objective, n, random) =>
      stochasticGradientDescent(objective, rate, batches(n, batch, sampling, random)),
    at: (spec, rate) => ({ ...spec, rate }),
    stepsPerEpoch: ({ batch }, n) => stepsPerEpoch(n, batch),
    // Once an epoch: a look costs a third of one.
    lookEvery: ({ batch }, n) => Math.max(LOOK_EVERY, stepsPerEpoch(n, batch)),
    label: ({ rate, batch }) => `SGD B=${batch} η=${rate}`,
  },
  'gradient-flow': {
    build: ({ solver, tolerance, dt }, objective) =>
      solver === 'rk4' ? gradientFlowFixedStep(objective, dt!) : gradientFlow(objective, tolerance),
    stepsPerEpoch: () => 1,
    lookEvery: () => 1,
    label: ({ solver }) => `gradient flow (${solver})`,
  },
};

/** The entry of the list that a spec belongs to. */
export const methodKind = (spec: MethodSpec): MethodKind<MethodSpec> =>
  kinds[spec.method] as MethodKind<MethodSpec>;
