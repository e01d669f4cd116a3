import type { Estimate } from '../../core/estimate.ts';
import { stabilityTrials } from '../../dynamics/training/stability-trial.ts';
import type { Stability } from '../../dynamics/training/trial-verdict.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import { sharpness } from '../../probes/spectrum/sharpness.ts';
import { threshold as bracket } from '../../probes/stability/threshold.ts';
import { defaults } from '../spec/defaults.ts';
import { means, positive, whole } from '../spec/field.ts';
import type { OutputFacts } from '../spec/output.ts';
import { defineProbe, type ProbeContext } from './probe.ts';
import { withCostOf } from './with-cost.ts';

const form = '{ width: 0.05, steps: 200 }';
const cost = 'a short training a trial, some 10';
const options = {
  width: positive('give the relative width of the bracket, such as 0.05')
    .default(defaults.threshold.width)
    .meta(
      means('The relative width of the bracket that the rate is brought into.', {
        source: 'rates in grids are a factor of two apart',
        example: 0.01,
      }),
    ),
  steps: whole(1, 'give the steps of each trial')
    .default(defaults.threshold.steps)
    .meta(
      means('The steps of each trial.', {
        source: '5 % above 2/λ a mode grows as 1.1ⁿ: 2e8 in 200 steps',
        example: 1000,
      }),
    ),
};

/** λ₀, which the lab also measures where the sharpness of the end is asked for. */
export const initialSharpness: OutputFacts = {
  rank: 9,
  column: { table: 'curvature', heading: 'λ₀' },
};

/** The largest η that trains from the initial weights, a catapult included; see dynamics/training/stability-trial.ts. */
export const threshold = defineProbe({
  about: 'η_max, the largest stable learning rate from the initial weights, by bisection',
  sources: ['cohen2021', 'lewkowycz2020'],
  ...{ cost, form, options },
  outputs: {
    initialSharpness,
    threshold: {
      name: 'largest stable η',
      axis: 'Largest stable step ηₘₐₓ',
      positive: true,
      rank: 10,
      column: { table: 'curvature', heading: 'ηₘₐₓ' },
    },
  },
  byDefault: true,
  ofStart: true,
  measure(context, asked) {
    if (context.method.at === undefined) return undefined;
    const lambda = context.initialSharpness();
    const { theta0 } = context.task;
    const found = largestStableRate(context, asked, { theta: theta0, lambda, stable: 'trains' });
    return { scalars: { initialSharpness: lambda, ...(found && { threshold: found }) } };
  },
});

/** The largest η at which the loss stays where it is, from the weights at hand; see dynamics/training/stability-trial.ts. */
export const finalThreshold = defineProbe({
  about:
    'the largest learning rate at which the loss from these weights stays below twice its value, by bisection',
  sources: ['cohen2021'],
  ...{ cost, form, options },
  outputs: { finalThreshold: { column: { table: 'curvature', heading: 'ηₘₐₓ at the end' } } },
  measure(context, asked) {
    const { theta, random } = context;
    const lambda = sharpness(context.hessian(), { ...ROUGH, random: random.fork('sharpness') });
    const found = largestStableRate(context, asked, { theta, lambda, stable: 'stays' });
    return found && { scalars: { finalThreshold: withCostOf(found, lambda) } };
  },
});

/** Enough to place the first trial. */
const ROUGH = { tolerance: 1e-2, maxIterations: 100 };

/** Steps between evaluations of the full loss in a trial on mini-batches, at most: a diverging loss takes about as many. */
const TRIAL_EVALUATE_EVERY = 10;

/** As many as cost no more than the steps: an evaluation is a pass forward over all examples, a gradient three over its own. */
const trialEvaluateEvery = (
  { parameters, examples }: Pick<Objective, 'parameters' | 'examples'>,
  size = 0,
): number =>
  Math.min(TRIAL_EVALUATE_EVERY, Math.max(1, Math.ceil((parameters * examples) / (3 * size))));

interface Place {
  readonly theta: Params;
  /** λ there. */
  readonly lambda: Estimate;
  readonly stable: Stability;
}

/** Nothing where the run's method has no learning rate, or no positive λ says where to begin. */
function largestStableRate(
  { method, task }: ProbeContext,
  { width, steps }: { readonly width: number; readonly steps: number },
  { theta, lambda, stable }: Place,
): Estimate | undefined {
  const { at } = method;
  if (at === undefined || !(lambda.value > 0 && Number.isFinite(lambda.value))) return undefined;
  const { objective, precision, draws, readArrays, trainLoss: loss } = task;
  const guess = 2 / lambda.value;
  const built = (eta: number) => at(eta).build({ objective, readArrays, random: draws });
  const first = built(guess);
  const evaluateEvery = trialEvaluateEvery(objective, first.term.size);
  // A rate changes the controller alone, so that what takes the steps is compiled once.
  const trials = stabilityTrials(first, theta, { stable, steps, evaluateEvery, loss, precision });
  try {
    return bracket((eta) => trials.at(built(eta).controller), { guess, width });
  } finally {
    trials.dispose();
  }
}
