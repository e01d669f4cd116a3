import { hessianVectorProduct, inner, quadraticForm } from '../../engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import { fits, type MicrobatchPrograms, microbatchPrograms, vectors } from './microbatches.ts';

/** What the Hessian needs of an objective. */
export type Curved = Pick<
  Objective,
  'examples' | 'shapes' | 'parameters' | 'precision' | 'hvp' | 'microbatches'
>;

/** Compiles products and forms of an objective's Hessian, keeping activations where they are small enough. */
export function curvature(objective: Curved, precision: Precision): MicrobatchPrograms {
  const { microbatches, examples: n, shapes } = objective;
  const whole = anew(objective, precision);
  if (microbatches === undefined) return whole;
  const k = shapes.length;
  const loss = (own: Params) => (q: Params) => microbatches.value(q, own);
  const term = {
    product: (theta: Params, own: Params, v: Params) => hessianVectorProduct(loss(own), theta, v),
    form: (theta: Params, own: Params, v: Params) => quadraticForm(loss(own), theta, v),
  };
  const kept = microbatchPrograms(
    microbatches,
    { held: k, k, n },
    term,
    (count) => n / count,
    precision,
  );
  return {
    at: (theta, rows) => (fits(microbatches, rows?.length ?? n, n) ? kept : whole).at(theta, rows),
    dispose() {
      kept.dispose();
      whole.dispose();
    },
  };
}

/** With the passes through the network in every call. */
function anew(objective: Curved, precision: Precision): MicrobatchPrograms {
  const k = objective.shapes.length;
  const product = compile((inputs) => {
    const [theta, v, rest] = [inputs.slice(0, k), inputs.slice(k, 2 * k), inputs.slice(2 * k)];
    return objective.hvp(theta, v, rest[0]);
  }, precision);
  // Rows, where there are any, come first: vectors follow in any number.
  const formOn = (rows: number) =>
    compile((inputs) => {
      const [theta, ...vs] = vectors(inputs.slice(rows), k) as [Params, ...Params[]];
      return vs.map((v) => inner(v, objective.hvp(theta, v, inputs.slice(0, rows)[0])));
    }, precision);
  const forms = [formOn(0), formOn(1)] as const;
  return {
    at(theta, rows) {
      const on = rows === undefined ? [] : [indices(rows)];
      return {
        products: [(v) => product([...theta, ...v, ...on])],
        forms: [(vs) => forms[on.length as 0 | 1]([...on, ...theta, ...vs])],
        scale: 1,
        dispose: () => dispose(on),
      };
    },
    dispose() {
      for (const program of [product, ...forms]) program.dispose();
    },
  };
}
