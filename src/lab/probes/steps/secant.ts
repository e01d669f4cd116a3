import { costSince } from '../../../core/estimate.ts';
import { compile, finestPrecision } from '../../../engine/program/compile.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { flatten64, tensorsLike } from '../../../engine/tensors/params.ts';
import { readScalar } from '../../../engine/tensors/precise.ts';
import type { Params } from '../../../engine/tensors/tensor.ts';
import type { Objective } from '../../../objective/objective.ts';
import { secantOf } from '../../../probes/stability/secant.ts';
import { defineProbe } from '../probe.ts';
import { nextWeights } from './next-weights.ts';

/** Relative round-off of a loss in either precision; generous, by trial. */
const ROUND_OFF = { single: 1e-6, double: 1e-13 };

export const secant = defineProbe({
  about:
    'the mean curvature of the training loss along the method’s next step, and the value above which that step raises the loss',
  sources: { none: 'Taylor’s theorem along one step' },
  cost: 'a step of the method, a gradient and two losses, in double precision where there is some',
  form: '',
  options: {},
  outputs: {
    secantSharpness: {
      name: 'secant sharpness',
      axis: 'Secant sharpness s along the next step',
      associated: false,
    },
    secantAlignment: { axis: 'Alignment ρ of the next step', associated: false },
    secantEdge: { axis: 'Edge 2ρ/η of the secant sharpness', associated: false },
  },
  measure(context) {
    const start = performance.now();
    const found = nextWeights(context, 1);
    if (found === undefined) return undefined;
    const [from, to] = found.weights as [Float64Array, Float64Array];
    const { objective } = context.task;
    const precision = finestPrecision();
    const own = secantOf(
      {
        ...lossesOf(objective, context.theta, from, to),
        step: to.map((x, i) => x - from[i]!),
        rate: found.rate,
        roundOff: ROUND_OFF[precision],
      },
      costSince(start, { gradients: found.gradients + 1 }),
    );
    return (
      own && {
        scalars: {
          ...{ secantSharpness: own.sharpness, secantAlignment: own.alignment },
          secantEdge: own.edge,
        },
      }
    );
  },
});

/** The full loss at both ends, and its gradient at the first, in the finest precision that there is. */
function lossesOf(objective: Objective, theta: Params, from: Float64Array, to: Float64Array) {
  const precision = finestPrecision();
  const [here, there] = [from, to].map((flat) => tensorsLike(theta, flat, precision));
  const both = compile((q) => {
    const { value, gradient } = objective.gradient(q);
    return [value, ...gradient];
  }, precision);
  const loss = compile((q) => [objective.value(q)], precision);
  const [value, ...slope] = both(here!);
  const [other] = loss(there!);
  const found = {
    before: readScalar(value!),
    after: readScalar(other!),
    gradient: flatten64(slope),
  };
  dispose([value!, other!, ...slope, ...here!, ...there!]);
  both.dispose();
  loss.dispose();
  return found;
}
