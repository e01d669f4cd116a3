import type { Params, Tensor } from '../tensors/tensor.ts';
import type { Around } from './stages.ts';

/** What remains of the function where its first argument is fixed: a function of the second. */
export interface Residual {
  (inputs: Params): Tensor[];
  /**
   * The function of each entry of lists along their first axes, by a loop in the graph; results are lists too.
   *
   * Each entry's results equal those of a call of its own bit for bit.
   */
  each(lists: Params): Tensor[];
  /**
   * Runs a graph written around the function, whose own inputs are like these: `given` takes their place, `more` follows.
   *
   * @throws Error off the native engine
   */
  around(way: Around, like: Params, given: Params, more: Params): Tensor[];
  /** Frees what was computed from the first argument alone. */
  dispose(): void;
}
