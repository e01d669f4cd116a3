import type { Precision } from '../../engine/program/compile.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { LossFunction } from '../../objective/loss-of.ts';
import type { Told } from '../integrate/solver.ts';
import type { Term } from '../integrate/term.ts';

/** The full training loss as a number; that of `lossOf` says whose it is, so that it can be evaluated in the calls that take the steps. */
export type TrainingLoss = ((theta: Params) => number) & Partial<Pick<LossFunction, 'objective'>>;

/** What a training asks of its steps. */
export interface AskedOfSteps extends Pick<Told, 'losses' | 'turns' | 'xla'> {
  readonly loss: TrainingLoss;
  readonly precision?: Precision;
}

/** What the steps of a training on a term are to tell: the loss is looked at inside where it is of their precision. */
export function toldOf(
  { fullLoss }: Pick<Term, 'fullLoss'>,
  {
    loss: { objective },
    losses = false,
    turns = false,
    xla = false,
    precision = 'single',
  }: AskedOfSteps,
): Told {
  const inside = objective !== undefined && (objective.precision ?? 'single') === precision;
  return {
    ...{ losses: losses || fullLoss === true, turns, xla },
    ...(inside && { look: (theta) => objective.value(theta) }),
  };
}
