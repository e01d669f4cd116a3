import { added } from '../../engine/tensors/at-once.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { add, gather, mul, slice, sub } from '../../engine/tensors/operations.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import { type CurveKind, curveKinds } from './curve.ts';

/** What the loss along a curve needs of an objective. */
type Along = Pick<
  Objective,
  'shapes' | 'parameters' | 'precision' | 'value' | 'gradient' | 'hvp' | 'formGradient'
>;

/**
 * The mean loss along a curve as a function of its bend, (1/m) Σ_k L(φ_θ(t_k)), t_k = (k + ½)/m.
 *
 * Garipov et al., NeurIPS 2018, §3.1, equation 2, who draw t at each step: here the m places are the examples of an
 * objective, so that a method of mini-batches of one draws one of them, and a full-batch method takes them all. By the chain rule
 * ∇ = (1/m) Σ_k b_k ∇L(φ(t_k)), b_k being the share that φ(t_k) has of the bend. `start` and `end` must outlive it.
 */
export function bendObjective(
  along: Along,
  [start, end]: readonly [Params, Params],
  kind: CurveKind,
  places: number,
): Objective & { dispose(): void } {
  const shares = Array.from({ length: places }, (_, k) => curveKinds[kind]((k + 0.5) / places));
  const bends = tensor(
    Float64Array.from(shares, ({ bend }) => bend),
    [places],
  );
  const ends = tensor(
    Float64Array.from(shares, ({ end: share }) => share),
    [places],
  );
  /** The mean over places of what each adds, given φ there and b. */
  const mean = (
    theta: Params,
    rows: Tensor | undefined,
    term: (at: Params, b: Tensor) => Params,
  ): Tensor[] => {
    const count = rows?.size ?? places;
    const terms = Array.from({ length: count }, (_, k) => {
      const one = (all: Tensor) =>
        rows === undefined ? slice(all, [k], [1]) : gather(all, slice(rows, [k], [1]));
      const [b, e] = [one(bends), one(ends)];
      const at = theta.map((bend, i) => {
        const from = start[i]!;
        return add(from, add(mul(sub(bend, from), b), mul(sub(end[i]!, from), e)));
      });
      return term(at, b);
    });
    return terms.reduce((sum, one) => added(sum, one)).map((sum) => mul(sum, 1 / count));
  };
  const times = (b: Tensor, power: number, all: Params): Tensor[] =>
    all.map((a) => Array.from({ length: power }).reduce<Tensor>((product) => mul(product, b), a));
  return {
    ...{ shapes: along.shapes, parameters: along.parameters, examples: places },
    ...(along.precision && { precision: along.precision }),
    value: (theta, rows) => mean(theta, rows, (at) => [along.value(at)])[0]!,
    gradient(theta, rows) {
      const [value, ...gradient] = mean(theta, rows, (at, b) => {
        const own = along.gradient(at);
        return [own.value, ...times(b, 1, own.gradient)];
      });
      return { value: value!, gradient };
    },
    hvp: (theta, v, rows) => mean(theta, rows, (at, b) => times(b, 2, along.hvp(at, v))),
    formGradient: (theta, v) =>
      mean(theta, undefined, (at, b) => times(b, 3, along.formGradient(at, v))),
    dispose: () => dispose([bends, ends]),
  };
}
