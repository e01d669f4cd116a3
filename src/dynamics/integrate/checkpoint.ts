import { clone, dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { SolverState, Stepper } from './solver.ts';
import type { Clock } from './term.ts';
import type { Work } from './work.ts';

/** A place to go on from, bit for bit. Its tensors belong to whoever holds it. */
export interface Checkpoint {
  /** Accepted steps so far. */
  readonly step: number;
  /** Training time, Σ dt. */
  readonly t: number;
  /** The dt that the controller chose for the next step. */
  readonly dt: number;
  /** From where the time of constant steps is counted, as a product; absent: from the start. */
  readonly origin?: Pick<Clock, 'step' | 't'>;
  readonly theta: Params;
  readonly solver: SolverState;
  /** Evaluations spent so far. */
  readonly work: Work;
}

/** The checkpoint of a trajectory that starts here, at rest or with what a solver carries already. */
export function begin(
  stepper: Stepper,
  theta0: Params,
  dt: number,
  carried?: SolverState,
): Checkpoint {
  const { state: rest, work } = stepper.init(theta0);
  if (carried !== undefined) freeState(rest);
  const state = carried === undefined ? rest : copyState(carried);
  return { step: 0, t: 0, dt, theta: clone(theta0), solver: state, work };
}

/** The same place with tensors of its own. */
export const copy = (c: Checkpoint): Checkpoint => ({
  ...c,
  theta: clone(c.theta),
  solver: copyState(c.solver),
});

/** The same state with tensors of its own. */
export const copyState = ({ numbers, vectors }: SolverState): SolverState => ({
  numbers,
  vectors: Object.fromEntries(Object.entries(vectors).map(([name, v]) => [name, clone(v)])),
});

/** Frees the tensors of a state. */
export function freeState({ vectors }: SolverState): void {
  for (const v of Object.values(vectors)) dispose(v);
}

/** Frees a checkpoint's tensors. */
export function free(c: Pick<Checkpoint, 'theta' | 'solver'>): void {
  dispose(c.theta);
  freeState(c.solver);
}
