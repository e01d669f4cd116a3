import { significant } from '../../core/format.ts';
import { train } from '../../dynamics/training/train.ts';
import type { Trained } from '../../dynamics/training/trained.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { methodOf } from '../methods/registry.ts';
import { type StartSpec, startLabel } from '../methods/start.ts';
import type { Began } from '../records/record.ts';
import type { Task } from '../task/task.ts';
import { stopRulesOf } from './stop-rules.ts';

/** A task whose initial weights are those where a training ended, and that training. */
export interface Started {
  readonly task: Task;
  readonly began: Began;
}

/**
 * Trains a task from its initial weights, and makes the weights where that ends the initial ones of all that follows.
 *
 * Weights alone go over: step and time count from 0 again, and solvers remember nothing. What is random in the start comes from the
 * stream `start` of the run, so that it is not drawn again afterwards. A linear model, and outputs that are subtracted, stay those of the
 * weights before the start. The task is freed with the one that comes back, or where the start fails.
 *
 * @throws Error where the start diverges, or does not come to its target loss
 */
export function startFrom(task: Task, start: StartSpec): Started {
  try {
    const { theta, ...end } = endOf(task, start);
    const free = () => {
      dispose(theta);
      task.dispose();
    };
    return { task: { ...task, theta0: theta, dispose: free }, began: end };
  } catch (error) {
    task.dispose();
    throw error;
  }
}

function endOf(task: Task, start: StartSpec): Began & Pick<Trained, 'theta'> {
  const { objective, precision, random, readArrays, theta0, trainLoss } = task;
  const { examples } = objective;
  const method = methodOf(start.method);
  const began = performance.now();
  const trained = train(
    method.build({ objective, readArrays, random: random.fork('start') }),
    theta0,
    {
      ...{ stop: stopRulesOf(start.stop, method, examples), loss: trainLoss, precision },
      evaluateEvery: method.evaluateEvery(examples),
    },
  );
  const failure = failureOf(start, trained);
  if (failure !== undefined) {
    dispose(trained.theta);
    throw new Error(failure);
  }
  const { theta, step: steps, t: time, initialLoss, loss, work } = trained;
  const trainSeconds = (performance.now() - began) / 1000;
  const cost = { gradients: work.gradients, hvps: work.hvps, trainSeconds, measureSeconds: 0 };
  return { theta, steps, time, initialLoss, loss, cost };
}

/** Why nothing can begin where a start ended, in one line; undefined where it can. */
function failureOf(start: StartSpec, { ending, step, t, loss }: Trained): string | undefined {
  const { loss: target } = start.stop;
  if (ending === 'reached' || (ending === 'completed' && target === undefined)) return undefined;
  const where = `after ${step} steps, at t = ${significant(t)}`;
  const came = ending === 'diverged' ? 'diverged' : `came to training loss ${significant(loss)}`;
  const remedy =
    target === undefined || ending === 'diverged'
      ? 'change its method'
      : `allow it more steps, or a start.stop.loss above ${target}`;
  return `the start, ${startLabel(start)}, ${came} ${where}: ${remedy}`;
}
