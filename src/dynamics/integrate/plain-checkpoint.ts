import { fromPlain, type PlainTensor, toPlain } from '../../engine/tensors/plain.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { SolverState } from './solver.ts';

/** A checkpoint as plain data. */
export interface PlainCheckpoint extends Omit<Checkpoint, 'theta' | 'solver'> {
  readonly theta: readonly PlainTensor[];
  readonly solver: Pick<SolverState, 'numbers'> & {
    readonly vectors: Readonly<Record<string, readonly PlainTensor[]>>;
  };
}

/** What a solver carries as plain data. */
export type PlainState = PlainCheckpoint['solver'];

/** A checkpoint as plain data, to the last bit. */
export const plainCheckpoint = ({ theta, solver, ...rest }: Checkpoint): PlainCheckpoint => ({
  ...rest,
  theta: toPlain(theta),
  solver: plainState(solver),
});

/** What a solver carries as plain data, to the last bit. */
export const plainState = ({ numbers, vectors }: SolverState): PlainState => ({
  ...{ numbers, vectors: mapped(vectors, toPlain) },
});

/** The state of such data, with tensors of its own. */
export const stateOfPlain = ({ numbers, vectors }: PlainState): SolverState => ({
  ...{ numbers, vectors: mapped(vectors, fromPlain) },
});

/** The checkpoint of such data, with tensors of its own. */
export const checkpointOf = ({ theta, solver, ...rest }: PlainCheckpoint): Checkpoint => ({
  ...rest,
  theta: fromPlain(theta),
  solver: stateOfPlain(solver),
});

const mapped = <A, B>(of: Readonly<Record<string, A>>, f: (a: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, f(one)]));
