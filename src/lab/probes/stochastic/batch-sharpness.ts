import { batchGradients } from '../../../probes/noise/batch-gradients.ts';
import { type StepCurvature, stepCurvature } from '../../../probes/noise/step-curvature.ts';
import type { OperatorFamily } from '../../../probes/operators/family.ts';
import { gaussNewton } from '../../../probes/operators/gauss-newton.ts';
import { defineProbe, type ProbeContext } from '../probe.ts';
import { drawn, overBatches } from './keys.ts';

const form = '{ sampling: with-replacement, relativeError: 0.03, maxBatches: 1000 }';
const cost = 'a gradient and a form of B examples a mini-batch, 64 or more';
const sources = ['andreyev2024', 'hall1992'];

export const batchSharpnessRatio = defineProbe({
  about: 'E[gᵀH_B g]/E‖g‖², batch sharpness as a ratio of means in place of a mean of ratios',
  ...{ sources, cost, form, options: overBatches },
  outputs: { batchSharpnessRatio: {} },
  measure(context, options) {
    const draws = drawn(context, options, 'batchSharpnessRatio');
    const found = along(context, context.task.hessians, draws, ({ ratio }) => ratio());
    return { scalars: { batchSharpnessRatio: found } };
  },
});

export const gaussNewtonBatchSharpness = defineProbe({
  about:
    'E[gᵀG_B g/‖g‖²], batch sharpness with the Gauss–Newton matrix of the mini-batch in place of its Hessian',
  ...{ sources: [...sources, 'schraudolph2002'], cost, form, options: overBatches },
  outputs: { gaussNewtonBatchSharpness: {} },
  needs: ['network'],
  measure(context, options) {
    const { supervised } = context.task;
    if (supervised === undefined) return undefined;
    const draws = drawn(context, options, 'gaussNewtonBatchSharpness');
    const family = gaussNewton(supervised.objective);
    const found = along(context, family, draws, ({ quotient }) => quotient());
    family.dispose();
    return { scalars: { gaussNewtonBatchSharpness: found } };
  },
});

export const momentumBatchSharpness = defineProbe({
  about:
    'E[sᵀH_B s/(sᵀg_B)] along the steps s of a method with a velocity, and the ratio of the two means',
  ...{ sources, cost: `twice ${cost}`, form, options: overBatches },
  outputs: { momentumBatchSharpness: {}, momentumBatchSharpnessRatio: {} },
  needs: ['velocity'],
  measure(context, options) {
    const { method, carried, task } = context;
    const { velocity } = method;
    if (velocity === undefined) return undefined;
    const v = carried()?.arrays.v;
    if (v === undefined) return undefined;
    const { gradient: a, velocity: b } = velocity;
    const draws = {
      ...drawn(context, options, 'momentumBatchSharpness'),
      step: (g: Float64Array) => g.map((x, i) => a * x + b * v[i]!),
    };
    const [quotient, ratio] = along(context, task.hessians, draws, (of) => [
      of.quotient(),
      of.ratio(),
    ]);
    return { scalars: { momentumBatchSharpness: quotient!, momentumBatchSharpnessRatio: ratio! } };
  },
});

/** What is read off the curvature along steps at a point, whose gradients live as long. */
function along<T>(
  { task, theta }: ProbeContext,
  family: OperatorFamily,
  draws: Parameters<typeof stepCurvature>[3],
  read: (curvature: StepCurvature) => T,
): T {
  const gradients = batchGradients(task.objective, theta);
  const found = read(stepCurvature(gradients, family, theta, draws));
  gradients.dispose();
  return found;
}
