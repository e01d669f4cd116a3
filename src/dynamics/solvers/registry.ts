import { bogackiShampine } from './bogacki-shampine.ts';
import { dormandPrince } from './dormand-prince.ts';
import { heun } from './heun.ts';
import { rk4 } from './rk4.ts';
import { rkc2 } from './rkc2.ts';

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

/** Solvers that estimate their error and need no Jacobian. */
export const explicitPairs = {
  'dormand-prince': dormandPrince,
  'bogacki-shampine': bogackiShampine,
} as const;

export type ExplicitPair = keyof typeof explicitPairs;
