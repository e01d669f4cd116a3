import type { Precision } from '../../engine/program/compile.ts';
import { partialEvaluation } from '../../engine/program/partial-evaluation.ts';
import type { Residual } from '../../engine/program/residual.ts';
import type { Params } from '../../engine/tensors/tensor.ts';

/** A function of held and of changing arguments, compiled. */
export interface Staging {
  /** With `keep`, what depends on the held argument alone is computed once; else anew at each call. */
  at(held: Params, keep: boolean): Residual;
  dispose(): void;
}

/** Compiles fn(held, inputs) both ways, each when it is first needed. */
export function staging(
  fn: (held: Params, inputs: Params) => Params,
  precision: Precision,
): Staging {
  const kept = partialEvaluation(fn, precision, 'kept');
  const anew = partialEvaluation(fn, precision, 'anew');
  return {
    at: (held, keep) => (keep ? kept : anew).at(held),
    dispose() {
      kept.dispose();
      anew.dispose();
    },
  };
}
