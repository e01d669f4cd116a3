import type { Objective } from '../../objective/objective.ts';

/** A small problem whose training can be worked out by hand. */
export interface Toy {
  readonly objective: Objective;
  /** Frees the tensors that the objective holds. */
  dispose(): void;
}
