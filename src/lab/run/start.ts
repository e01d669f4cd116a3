import { significant } from '../../core/format.ts';
import { freeState } from '../../dynamics/integrate/checkpoint.ts';
import { plainState, stateOfPlain } from '../../dynamics/integrate/plain-checkpoint.ts';
import type { SolverState } from '../../dynamics/integrate/solver.ts';
import { train } from '../../dynamics/training/train.ts';
import type { Trained } from '../../dynamics/training/trained.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { fromPlain, toPlain } from '../../engine/tensors/plain.ts';
import { methodOf } from '../methods/registry.ts';
import { type StartSpec, startLabel } from '../methods/start.ts';
import type { Began } from '../records/record.ts';
import type { Task } from '../task/task.ts';
import type { StartState } from './run-state.ts';
import { stopRulesOf } from './stop-rules.ts';

/** A task whose initial weights are those where a training ended, and that training. */
export interface Started {
  readonly task: Task;
  readonly began: Began;
}

/**
 * Trains a task from its initial weights, and makes the weights where that ends the initial ones of all that follows.
 *
 * Weights alone go over, or with them what the solver carries, where the start says so: step and time count from 0 again. What is random in the start comes from the
 * stream `start` of the run, so that it is not drawn again afterwards. A linear model, and outputs that are subtracted, stay those of the
 * weights before the start. The task is freed with the one that comes back, or where the start fails.
 *
 * @throws Error where the start diverges, or does not come to its target loss
 */
export function startFrom(task: Task, start: StartSpec, resuming: StartResuming = {}): Started {
  const { resume } = resuming;
  try {
    const { theta, carried, ...end } =
      resume?.kind === 'over' ? whereOver(resume) : endOf(task, start, { ...resuming, resume });
    const free = () => {
      dispose(theta);
      if (carried !== undefined) freeState(carried);
      task.dispose();
    };
    const begun = { ...task, theta0: theta, ...(carried && { carried }), dispose: free };
    return { task: begun, began: end };
  } catch (error) {
    task.dispose();
    throw error;
  }
}

/** How a start is interrupted, and goes on. */
export interface StartResuming {
  readonly checkpoint?: (state: () => StartState) => void;
  readonly resume?: StartState | undefined;
}

/** The state of one that is over, as plain data. */
export const stateOfStarted = ({ task, began }: Started): StartState => ({
  ...{ kind: 'over', began, theta: toPlain(task.theta0) },
  ...(task.carried && { carried: plainState(task.carried) }),
});

/** Where a start ended: its weights, and what its solver carries where that goes over. */
type End = Began & Pick<Trained, 'theta'> & { readonly carried?: SolverState };

const whereOver = ({ began, theta, carried }: StartState & { readonly kind: 'over' }): End => ({
  ...began,
  theta: fromPlain(theta),
  ...(carried && { carried: stateOfPlain(carried) }),
});

/** What a solver carries, with its steps counted from the end of the start as 0. */
const restarted = ({ numbers, vectors }: SolverState, steps: number): SolverState => ({
  numbers: { ...numbers, ...(numbers.first !== undefined && { first: numbers.first - steps }) },
  vectors,
});

function endOf(
  task: Task,
  start: StartSpec,
  {
    resume,
    checkpoint,
  }: { readonly resume: Exclude<StartState, { kind: 'over' }> | undefined } & Pick<
    StartResuming,
    'checkpoint'
  >,
): End {
  const { objective, precision, random, readArrays, theta0, trainLoss } = task;
  const { examples } = objective;
  const method = methodOf(start.method);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000 + (resume?.seconds ?? 0);
  const trained = train(
    method.build({ objective, readArrays, random: random.fork('start') }),
    theta0,
    {
      ...{ stop: stopRulesOf(start.stop, method, examples), loss: trainLoss, precision },
      evaluateEvery: method.evaluateEvery(examples),
      keepState: start.keep === 'state',
      ...(resume && { resume: resume.training }),
      checkpoint: (state) =>
        checkpoint?.(() => ({ kind: 'training', training: state(), seconds: seconds() })),
    },
  );
  const failure = failureOf(start, trained);
  if (failure !== undefined) {
    dispose(trained.theta);
    if (trained.solver !== undefined) freeState(trained.solver);
    throw new Error(failure);
  }
  const { theta, solver, step: steps, t: time, initialLoss, loss, work } = trained;
  const cost = {
    gradients: work.gradients,
    hvps: work.hvps,
    trainSeconds: seconds(),
    measureSeconds: 0,
  };
  const carried = solver && restarted(solver, steps);
  return { theta, steps, time, initialLoss, loss, cost, ...(carried && { carried }) };
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
