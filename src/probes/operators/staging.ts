import { type Compiled, compile, type Precision } from '../../engine/program/compile.ts';
import { partialEvaluation, type Residual } from '../../engine/program/partial-evaluation.ts';
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
  const staged = partialEvaluation(fn, precision);
  const whole = new Map<number, Compiled>();
  const anew = (held: Params): Residual => {
    const h = held.length;
    let graph = whole.get(h);
    if (graph === undefined) {
      graph = compile((all) => fn(all.slice(0, h), all.slice(h)), precision);
      whole.set(h, graph);
    }
    const program = graph;
    return Object.assign((inputs: Params) => program([...held, ...inputs]), { dispose() {} });
  };
  return {
    at: (held, keep) => (keep ? staged.at(held) : anew(held)),
    dispose() {
      staged.dispose();
      for (const graph of whole.values()) graph.dispose();
    },
  };
}
