import { neg, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import { adaptive, constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import type { Term } from '../integrate/term.ts';
import { bogackiShampine } from '../solvers/bogacki-shampine.ts';
import { dormandPrince } from '../solvers/dormand-prince.ts';
import { euler } from '../solvers/euler.ts';
import { heun } from '../solvers/heun.ts';
import { rk4 } from '../solvers/rk4.ts';
import { rkc2 } from '../solvers/rkc2.ts';
import type { Batches } from '../terms/batches.ts';

/** As much of an objective as the dynamics need to know. */
export interface Derivatives {
  /** P, the number of parameters. */
  readonly parameters: number;
  /** n, the number of training examples. */
  readonly examples: number;
  /** L(θ), over the given rows of the training set, or all of it. Shape []. */
  value(theta: Params, rows?: Tensor): Tensor;
  gradient(theta: Params, rows?: Tensor): { readonly gradient: Tensor[] };
  hvp(theta: Params, v: Params, rows?: Tensor): Tensor[];
  /** ∇(vᵀ∇²L(θ)v), third derivatives along v twice. */
  formGradient?(theta: Params, v: Params): Tensor[];
  /** Σᵢ wᵢ ∇ℓᵢ(θ), weights w of shape [n]; absent where the loss is no mean over examples. */
  weighted?(theta: Params, weights: Tensor): Tensor[];
  /** The labels, and the gradient on others in their place; absent where there are none. */
  readonly labelled?: Labelled;
}

/** Examples of k classes, whose targets y can be replaced. */
export interface Labelled {
  /** Classes 0 … k − 1. Shape [n]. */
  readonly labels: Int32Array;
  /** k, also the outputs of the network. */
  readonly classes: number;
  /** ∇L over the rows, or all examples, with targets of shape [B, k] in place of theirs. Shapes those of θ. */
  gradient(theta: Params, targets: Tensor, rows?: Tensor): Tensor[];
}

/** f(θ) = −∇L(θ), with Jacobian −∇²L(θ). */
export const descend = (objective: Derivatives): Term => ({
  size: objective.parameters * objective.examples,
  drift: (theta) => objective.gradient(theta).gradient.map(neg),
  loss: (theta) => objective.value(theta),
  jacobian: (theta, v) => objective.hvp(theta, v).map(neg),
});

/** f(θ) = −∇L_B(θ), the mean gradient over the rows of a mini-batch. */
export const descendOnBatches = (objective: Derivatives, batches: Batches): Term => ({
  drift: (theta, [rows]) => objective.gradient(theta, rows).gradient.map(neg),
  loss: (theta, [rows]) => objective.value(theta, rows),
  size: objective.parameters * batches(0).length,
  feeds: ({ step }) => [batches(step)],
});

/** θ ← θ − η ∇L(θ). */
export const gradientDescent = (objective: Derivatives, eta: number): Method => ({
  term: descend(objective),
  solver: euler,
  controller: constant(eta),
});

/** θ ← θ − η ∇L_B(θ). */
export const stochasticGradientDescent = (
  objective: Derivatives,
  eta: number,
  batches: Batches,
): Method => ({
  term: descendOnBatches(objective, batches),
  solver: euler,
  controller: constant(eta),
});

/** Solvers of flows that estimate their error, for a tolerance. */
export const adaptiveSolvers = {
  rkc2,
  'bogacki-shampine': bogackiShampine,
  'dormand-prince': dormandPrince,
} as const;

/** Solvers of flows at a fixed dt. */
export const fixedStepSolvers = { heun, rk4 } as const;

export type AdaptiveSolver = keyof typeof adaptiveSolvers;
export type FixedStepSolver = keyof typeof fixedStepSolvers;

/** dθ/dt = −∇L(θ), with the local error of a step kept below tolerance · ‖θ‖. */
export const gradientFlow = (
  objective: Derivatives,
  tolerance: number,
  solver: AdaptiveSolver = 'rkc2',
): Method => ({
  term: descend(objective),
  solver: adaptiveSolvers[solver],
  controller: adaptive(tolerance),
});

/** dθ/dt = −∇L(θ) at a fixed dt; RK4 is stable while dt λ < 2.785, Heun's method while dt λ < 2. */
export const gradientFlowFixedStep = (
  objective: Derivatives,
  dt: number,
  solver: FixedStepSolver = 'rk4',
): Method => ({
  term: descend(objective),
  solver: fixedStepSolvers[solver],
  controller: constant(dt),
});
