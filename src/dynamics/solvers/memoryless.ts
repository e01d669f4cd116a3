import type { Precision } from '../../engine/program/compile.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Stepper, Told } from '../integrate/solver.ts';
import type { Term } from '../integrate/term.ts';
import { fixedSteps } from './fixed-steps.ts';

/** A stepper that carries nothing from step to step; each takes so many drifts. */
export const memoryless = (
  term: Term,
  precision: Precision,
  told: Told,
  drifts: number,
  next: (theta: Params, dt: Tensor, feeds: Params) => Tensor[],
): Stepper =>
  fixedSteps(
    term,
    { drifts, next: ({ theta, dt, feeds }) => next(theta, dt, feeds) },
    precision,
    told,
  );
