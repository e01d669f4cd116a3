import type { Tensor } from '../src/engine/tensors/tensor.ts';
import type { Objective } from '../src/objective/objective.ts';

/** Work to be timed. */
export interface Unit {
  /** Works, and returns how many units of work that was. */
  run(): number;
  /** What the last run found, where that is one number. */
  value?(): number;
  free(): void;
}

/** What a case is about: the objective on its examples, and weights and a direction. */
export interface Ground {
  readonly objective: Objective;
  readonly theta: readonly Tensor[];
  readonly v: readonly Tensor[];
  readonly B: number;
  /** Whether XLA compiles the steps. */
  readonly xla?: boolean;
}
