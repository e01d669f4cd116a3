import { type Cost, costSince, type Estimate, exact } from '../../../core/estimate.ts';
import { oscillation } from '../../../dynamics/central/central-flow.ts';
import { freeState } from '../../../dynamics/integrate/checkpoint.ts';
import { inner } from '../../../engine/derivatives/autodiff.ts';
import { compile } from '../../../engine/program/compile.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { flatten64 } from '../../../engine/tensors/params.ts';
import { readScalar } from '../../../engine/tensors/precise.ts';
import { defineProbe, type ProbeContext } from '../probe.ts';
import { resumed } from '../steps/next-weights.ts';

/** What descent's oscillation adds here, by a step of the flow and by one twice as long. */
interface Added {
  readonly loss: readonly [number, number];
  readonly squaredGradient: readonly [number, number];
  readonly gradients: number;
  readonly hvps: number;
}

export const centralAverages = defineProbe({
  about:
    'the time averages of the loss and of ‖∇L‖² that a central flow predicts of the descent that oscillates about it',
  sources: ['cohen2025'],
  cost: 'two steps of the flow, of which the first finds its eigenvectors anew, and a gradient',
  form: '',
  options: {},
  outputs: {
    averageLoss: {
      name: 'predicted mean loss',
      axis: 'Predicted mean loss L + ½⟨H, Σ⟩',
      positive: true,
      associated: false,
    },
    averageGradientSquared: {
      name: 'predicted mean squared gradient',
      axis: 'Predicted mean ‖∇L‖² + ⟨H², Σ⟩',
      positive: true,
      associated: false,
    },
  },
  needs: ['averages'],
  measure(context) {
    const start = performance.now();
    const added = addedHere(context);
    if (added === undefined) return undefined;
    const { objective, precision } = context.task;
    const both = compile((q) => {
      const { value, gradient } = objective.gradient(q);
      return [value, inner(gradient, gradient)];
    }, precision);
    const out = both([...context.theta]);
    const [loss, square] = out.map(readScalar) as [number, number];
    dispose(out);
    both.dispose();
    const { gradients, hvps } = added;
    const cost = costSince(start, { gradients: gradients + 1, hvps });
    return {
      scalars: {
        averageLoss: sum(loss, added.loss, cost),
        averageGradientSquared: sum(square, added.squaredGradient, cost),
      },
    };
  },
});

/** Σ at these weights, as a step of the flow from here solves for it; undefined where what its solver carries is not known. */
function addedHere(context: ProbeContext): Added | undefined {
  const { method: asked, task, theta, step = 0, carried } = context;
  if (!asked.averages) return undefined;
  const { objective, draws, readArrays, precision } = task;
  const method = asked.build({ objective, readArrays, random: draws });
  const here = resumed(method, { precision, theta, step, carried });
  if (here === undefined) return undefined;
  const stepper = method.solver.bind(method.term, precision);
  const stepOf = (length: number, { vectors }: typeof here.solver) => {
    const taken = stepper.step(theta, { ...here, dt: length * here.dt }, { numbers: {}, vectors });
    const held = flatten64(taken.theta).every(Number.isFinite);
    dispose(taken.theta);
    return { ...taken, held };
  };
  try {
    const one = stepOf(1, here.solver);
    // The eigenvectors that were found, and ν as it is here.
    const vectors = { ...one.state.vectors, ...here.solver.vectors };
    const two = stepOf(2, { numbers: {}, vectors });
    freeState(one.state);
    freeState(two.state);
    const of = (key: 'loss' | 'squaredGradient') =>
      [one, two].map(({ held, state }) =>
        held ? oscillation({ ...here, solver: state })[key] : Number.NaN,
      ) as [number, number];
    return {
      ...{ loss: of('loss'), squaredGradient: of('squaredGradient') },
      gradients: one.work.gradients + two.work.gradients,
      hvps: one.work.hvps + two.work.hvps,
    };
  } finally {
    stepper.dispose();
    freeState(here.solver);
  }
}

/**
 * `value` + `one`, with 2|one − two| to either side: where eigenvalues are off the edge by δ, Σ makes up for it within the step, so
 * that it has a part in δ/dt, which a step twice as long halves.
 */
function sum(value: number, [one, two]: readonly [number, number], cost: Cost): Estimate {
  const [total, off] = [value + one, 2 * Math.abs(one - two)];
  if (!Number.isFinite(total + off)) return exact(Number.NaN, cost);
  return { ...exact(total, cost), stderr: off, bounds: [total - off, total + off] };
}
