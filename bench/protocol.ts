import type { LossName } from '../src/problems/supervised/loss-names.ts';
import type { Shape } from './network.ts';

export const kinds = [
  ...(['step', 'hvp', 'products'] as const),
  ...(['trace', 'lambda', 'density', 'traceTo', 'threshold', 'target'] as const),
] as const;

/** What is timed: one unit of work on one network with one number of examples. */
export interface Case {
  readonly kind: (typeof kinds)[number];
  readonly network: Shape;
  readonly loss: LossName;
  /** Examples: the batch of a step, or all that the others see. */
  readonly B: number;
}

/** Units of work of one sample, chosen so that a sample takes about this long. */
export const SAMPLE_SECONDS = 0.15;

/** Pieces of jobs, of which a sample takes many. */
const pieces: readonly Case['kind'][] = ['step', 'hvp', 'products'];

/** A kind whose unit of work is a sample by itself. */
export const once = (kind: Case['kind']): boolean => !pieces.includes(kind);

/** A line to a contender. */
export type Order =
  | { readonly order: 'load'; readonly file: string }
  | { readonly order: 'check'; readonly case: Case }
  | { readonly order: 'prepare'; readonly case: Case }
  | { readonly order: 'sample' };

/** A line back: what was asked for, or why there is none. */
export interface Answer {
  /** Of one unit of work. */
  readonly seconds?: number;
  /** Processor time over wall time: how many cores the process kept busy. */
  readonly cores?: number;
  readonly check?: Check;
  /** What the unit of work found, where that is one number: η_max, λ, a trace, the steps to a target. */
  readonly value?: number;
  readonly note?: string;
}

/** What every contestant must agree on before it is timed, at the weights w along a direction v. */
export interface Check {
  /** L(w) */
  readonly loss: number;
  /** ‖∇L(w)‖ */
  readonly gradient: number;
  /** ∇L(w)·v / ‖v‖, which tells apart what norms do not: weights in another order. */
  readonly slope: number;
  /** ‖∇²L(w) v‖ / ‖v‖; absent where a contestant has no second derivative. */
  readonly product?: number;
}
