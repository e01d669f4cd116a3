import type { FlowDrift } from '../../dynamics/methods/stochastic-flow.ts';
import type {
  AdaptiveSolver,
  ExplicitPair,
  FixedStepSolver,
} from '../../dynamics/solvers/registry.ts';
import type { IndependentSampling, Sampling } from '../../dynamics/terms/batches.ts';
import type { Visit } from '../../dynamics/terms/shards.ts';

/** η of each step, from η₀ = `rate`; see dynamics/schedules.ts. Steps count from 0. */
export type ScheduleSpec = {
  /** Steps of a linear rise in front. */
  readonly warmUp?: number;
} & (
  | { readonly kind: 'constant' }
  | { readonly kind: 'step-decay'; readonly every: number; readonly factor: number }
  | { readonly kind: 'cosine'; readonly steps: number; readonly final?: number }
  | { readonly kind: 'inverse-time'; readonly halvedAfter: number }
);

/** How old the weights are at which each step takes its gradient; see dynamics/delay.ts. */
export type DelaySpec =
  | { readonly kind: 'fixed'; readonly steps: number }
  | { readonly kind: 'uniform'; readonly most: number }
  | { readonly kind: 'geometric'; readonly mean: number; readonly most: number };

/** Workers with examples of their own, dealt with skewed labels; see dynamics/shards.ts. */
export interface ShardsSpec {
  readonly workers: number;
  readonly alpha: number;
  readonly visit: Visit;
}

/** Noise on gradients beside that of mini-batches; see dynamics/label-noise.ts and perturb.ts. */
export interface Noisy {
  /** p, with which each label is another one, anew at every step. */
  readonly labelFlips?: number;
  /** σ of the normal noise on one-hot targets. */
  readonly targetNoise?: number;
  /** σ of the normal noise on each entry of the gradient. */
  readonly gradientNoise?: number;
}

export interface Rated extends Noisy {
  /** η, or η₀ of the schedule. */
  readonly rate: number;
  /** Absent: constant. */
  readonly schedule?: ScheduleSpec;
}

interface Delayed {
  /** Absent: none. */
  readonly delay?: DelaySpec;
}

interface Scaled {
  /** Path of an .npz with P, one array per weight array; gradients are divided by it. */
  readonly preconditioner?: string;
}

export interface Drawn {
  /** B, examples per mini-batch. */
  readonly batch: number;
  readonly sampling: Sampling;
  /** Mini-batches whose gradients each step averages; absent: 1. */
  readonly average?: number;
  /** Batch sizes from steps on, by the step; before the first of them it is `batch`. */
  readonly stages?: Readonly<Record<string, number>>;
  /** Absent: batches are drawn from all examples. */
  readonly shards?: ShardsSpec;
}

/** The full batch, or mini-batches where `batch` is given. */
type Either = Rated & (Drawn | { readonly [K in keyof Drawn]?: never });

export type MethodSpec =
  | (Rated & Delayed & Scaled & { readonly method: 'gradient-descent' })
  | (Rated & Drawn & Delayed & Scaled & { readonly method: 'sgd' })
  | (Either & Scaled & { readonly method: 'heavy-ball'; readonly momentum: number })
  | (Either & Scaled & { readonly method: 'nesterov'; readonly momentum: number })
  | (Either & {
      readonly method: 'adam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    })
  | (Either & { readonly method: 'rmsprop'; readonly alpha: number; readonly epsilon: number })
  | {
      readonly method: 'gradient-flow';
      readonly solver: AdaptiveSolver | FixedStepSolver;
      /** Relative tolerance of a step, for solvers that estimate their error. */
      readonly tolerance: number;
      /** Fixed step in training time, for those that do not. */
      readonly dt?: number;
    }
  | {
      readonly method: 'modified-flow';
      /** η of the gradient descent that the flow is of. */
      readonly rate: number;
      readonly solver: ExplicitPair;
      /** Relative tolerance of a step. */
      readonly tolerance: number;
    }
  | {
      readonly method: 'shuffled-flow';
      /** η and B of the shuffled SGD whose mean the flow follows. */
      readonly rate: number;
      readonly batch: number;
      readonly solver: ExplicitPair;
      /** Relative tolerance of a step. */
      readonly tolerance: number;
    }
  | {
      readonly method: 'momentum-flow';
      /** η and β of the heavy ball that the flow is of. */
      readonly rate: number;
      readonly momentum: number;
      readonly solver: ExplicitPair;
      /** Relative tolerance of a step. */
      readonly tolerance: number;
    }
  | {
      readonly method: 'central-flow';
      /** η of the gradient descent whose average it is. */
      readonly rate: number;
      /** Steps of the flow per step of descent. */
      readonly substeps: number;
    }
  | {
      readonly method: 'rmsprop-central-flow';
      /** η, α and ε of the RMSProp whose average it is. */
      readonly rate: number;
      readonly alpha: number;
      readonly epsilon: number;
      readonly substeps: number;
    }
  | {
      readonly method: 'svag';
      readonly rate: number;
      readonly batch: number;
      readonly sampling: IndependentSampling;
      /** l, by which the covariance grows and the step falls. */
      readonly amplification: number;
    }
  | {
      readonly method: 'langevin';
      readonly temperature: number;
      /** Path of an .npz with D ≥ 0, one array per weight array; absent: D = 1. */
      readonly diffusion?: string;
      readonly dt: number;
    }
  | {
      readonly method: 'stochastic-flow';
      /** η and B of the SGD whose noise it has. */
      readonly rate: number;
      readonly batch: number;
      readonly sampling: IndependentSampling;
      readonly drift: FlowDrift;
      readonly dt: number;
    };
