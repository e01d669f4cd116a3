import { type LossName, losses } from '../../problems/supervised/loss-names.ts';
import type { DataSpec } from './data.ts';
import type { NetworkSpec } from './network.ts';
import type { ToySpec } from './toy.ts';

/** The losses of an experiment file: those on offer, and that which the module of a network gives. */
export const lossChoices = [...losses, 'module'] as const;

interface Common {
  readonly seed: number;
  /** Which stream of mini-batches and injected noise, ≥ 1, the seed's start and data being the same; absent: the one of the seed itself. */
  readonly noise?: number;
  /** The arithmetic of training and measuring; absent: single. */
  readonly precision?: 'double';
}

/** A network that learns a dataset. */
export interface SupervisedSpec extends Common {
  readonly data: DataSpec;
  readonly network: NetworkSpec;
  readonly loss: LossName | 'module';
  /** s of the shaping term of the training loss; absent: 0. */
  readonly shaping?: number;
  /** λ of the L2 penalty (λ/2)‖θ‖² of the training loss; absent: 0. */
  readonly l2?: number;
}

/** A problem in closed form: it is all of network, data and loss. */
export interface ToyProblemSpec extends Common {
  readonly data: ToySpec;
  readonly network?: undefined;
  readonly loss?: undefined;
  readonly shaping?: undefined;
  readonly l2?: undefined;
}

/** n, the training examples of a problem; 1 where its loss is no mean over examples. */
export const examplesIn = ({ data }: Pick<ProblemSpec, 'data'>): number =>
  'train' in data ? data.train : 1;

/** What is trained, from which seed: all that a task is opened from. */
export type ProblemSpec = SupervisedSpec | ToyProblemSpec;
