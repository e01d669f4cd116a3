import type { LossName } from '../../problems/supervised/loss-names.ts';
import type { DataSpec } from './data.ts';
import type { NetworkSpec } from './network.ts';

/** What is trained, from which seed: all that a task is opened from. */
export interface ProblemSpec {
  readonly data: DataSpec;
  readonly network: NetworkSpec;
  readonly loss: LossName;
  readonly seed: number;
  /** The arithmetic of training and measuring; absent: single. */
  readonly precision?: 'double';
}
