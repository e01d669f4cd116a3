import { exact, noCost } from '../../core/estimate.ts';
import { axpy } from '../../dynamics/integrate/params-algebra.ts';
import { isNoisy, type Term } from '../../dynamics/integrate/term.ts';
import { add, mul } from '../../engine/tensors/operations.ts';
import { gradientAt } from '../../objective/gradient-at.ts';
import { stepBias as ofBias } from '../../probes/noise/step-bias.ts';
import { stepNoise as ofSteps, type RandomStep } from '../../probes/noise/step-noise.ts';
import { means, size, whole } from '../spec/field.ts';
import { relativeError } from './estimate-keys.ts';
import { defineProbe, type ProbeContext } from './probe.ts';

export const stepNoise = defineProbe({
  about: 'tr Cov(step)/η² of the method’s own step at fixed weights, whatever its noise is made of',
  sources: ['mccandlish2018'],
  cost: 'two steps of the method a pair, some 50 to 500 pairs',
  form: '{ relativeError: 0.03, maxPairs: 2000 }',
  options: {
    relativeError,
    maxPairs: whole(2, 'give the largest number of pairs of steps')
      .default(2000)
      .meta(
        means('The largest number of pairs of steps, whatever the error is then.', {
          source: 'that of the random vectors of a trace',
          example: 500,
        }),
      ),
  },
  outputs: { stepNoise: { positive: true, associated: false } },
  measure(context, options) {
    const steps = stepsOf(context, 'step-noise');
    if (steps === undefined) return undefined;
    if (steps === 'certain') return { scalars: { stepNoise: exact(0, noCost) } };
    const { theta, task } = context;
    return { scalars: { stepNoise: ofSteps(steps, theta, options, task.precision) } };
  },
});

export const stepBias = defineProbe({
  about:
    '‖E step/η + ∇L‖²/‖∇L‖², how far the mean of the method’s own step at fixed weights is from one down the gradient',
  sources: ['robbins1951', 'hoeffding1948'],
  cost: 'a step of the method a draw',
  form: '{ draws: 1000 }',
  options: {
    draws: size(20, 'give the number of steps that are drawn')
      .default(1000)
      .meta(
        means('The number of steps that are drawn.', {
          source: 'chosen: a standard error of 3 % of the noise in a step',
          example: 4000,
        }),
      ),
  },
  outputs: {
    stepBias: {
      name: 'squared bias of a step',
      axis: 'Squared bias of a step ‖E step/η + ∇L‖²/‖∇L‖²',
      associated: false,
    },
  },
  measure(context, { draws }) {
    const steps = stepsOf(context, 'step-bias');
    if (steps === undefined || steps === 'certain') return undefined;
    const { theta, task } = context;
    const { objective, precision } = task;
    const gradient = gradientAt(objective, theta, precision);
    return { scalars: { stepBias: ofBias(steps, theta, gradient, draws, precision) } };
  },
});

/** Steps as the method takes them, drawn from a stream of this name; `certain` where they draw nothing, undefined where dt changes with its error. */
function stepsOf(
  { method, task, random }: Pick<ProbeContext, 'method' | 'task' | 'random'>,
  name: string,
): RandomStep | 'certain' | undefined {
  const { objective, readArrays } = task;
  // The stream that the run itself draws from, so that shards are its own.
  const { term, controller } = method.build({
    objective,
    readArrays,
    random: task.draws,
  });
  if (!isNoisy(term)) return 'certain';
  if (controller.adaptive) return undefined;
  const places = random.fork(name);
  return stepOf(term, controller.dt0, () => FIRST + places.integer(FIRST));
}

/**
 * Steps are drawn from this one on, uniformly from as many: the run never comes there, two neighbours of an epoch hardly ever meet, and workers
 * that take turns are met alike. Of batch sizes that change in stages it is the last.
 */
const FIRST = 2 ** 23;

/** The step of Euler's method on a term, with the noise of Euler–Maruyama's where there is any, divided by dt. */
function stepOf(term: Term, dt: number, next: () => number): RandomStep {
  const { noise, decay, work = { gradients: 1 } } = term;
  const scale = 1 / Math.sqrt(dt);
  return {
    along(theta, feeds) {
      const own = term.drift(theta, feeds);
      const drift = decay === undefined ? own : axpy(-decay, theta, own);
      const xi = noise?.(theta, feeds);
      return xi === undefined ? drift : drift.map((f, i) => add(f, mul(xi[i]!, scale)));
    },
    draws() {
      const at = next();
      return term.feeds?.({ step: at, t: at * dt, dt }) ?? [];
    },
    gradients: work.gradients,
  };
}
