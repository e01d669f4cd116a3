import { exact, noCost } from '../../core/estimate.ts';
import { isNoisy, type Term } from '../../dynamics/integrate/term.ts';
import { add, mul } from '../../engine/tensors/operations.ts';
import { stepNoise as ofSteps, type RandomStep } from '../../probes/noise/step-noise.ts';
import { defaults } from '../spec/defaults.ts';
import { fraction, whole } from '../spec/field.ts';
import { defineProbe } from './probe.ts';

export const stepNoise = defineProbe({
  about: 'tr Cov(step)/η² of the method’s own step at fixed weights, whatever its noise is made of',
  sources: ['mccandlish2018'],
  cost: 'two steps of the method a pair, some 50 to 500 pairs',
  form: '{ relativeError: 0.03, maxPairs: 2000 }',
  options: {
    relativeError: fraction('give the relative standard error to reach, such as 0.03').default(
      defaults.trace.relativeError,
    ),
    maxPairs: whole(2, 'give the largest number of pairs of steps').default(2000),
  },
  outputs: { stepNoise: { positive: true, associated: false } },
  measure({ method, task, theta, random }, options) {
    const { objective, readArrays, precision } = task;
    // The stream that the run itself draws from, so that shards are its own.
    const { term, controller } = method.build({
      objective,
      readArrays,
      random: task.draws,
    });
    if (!isNoisy(term)) return { scalars: { stepNoise: exact(0, noCost) } };
    if (controller.adaptive) return undefined;
    const places = random.fork('step-noise');
    const step = stepOf(term, controller.dt0, () => FIRST + places.integer(FIRST));
    return { scalars: { stepNoise: ofSteps(step, theta, options, precision) } };
  },
});

/**
 * Steps are drawn from this one on, uniformly from as many: the run never comes there, two neighbours of an epoch hardly ever meet, and workers
 * that take turns are met alike. Of batch sizes that change in stages it is the last.
 */
const FIRST = 2 ** 23;

/** The step of Euler's method on a term, with the noise of Euler–Maruyama's where there is any, divided by dt. */
function stepOf(term: Term, dt: number, next: () => number): RandomStep {
  const { noise, work = { gradients: 1 } } = term;
  const scale = 1 / Math.sqrt(dt);
  return {
    along(theta, feeds) {
      const drift = term.drift(theta, feeds);
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
