import { copyState, freeState } from '../../dynamics/integrate/checkpoint.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { Began } from '../records/record.ts';
import { isExpandedAtStart, networkItself } from '../spec/network.ts';
import { openTask, type Sources, type Task } from '../task/task.ts';
import type { Phase } from './phase.ts';
import { type StartResuming, startFrom } from './start.ts';

/** The task of a run, and the training before it, where there is one. */
export interface Beginning {
  readonly task: Task;
  readonly began?: Began;
}

/** A start that is not run again, and who is told what goes on. */
interface BeginOptions extends StartResuming {
  readonly phase?: (phase: Phase) => void;
  /** Leaves the start out where nothing but the weights at which the run begins hangs on it, which are then others. */
  readonly withoutStart?: boolean;
}

/**
 * Opens the task of a spec, and trains it by its start. A model about the weights where the start ended is made there, of the network that was trained till then.
 *
 * @throws InputError and Error as `openTask` and `startFrom` do
 */
export async function begin(
  spec: RunSpec,
  sources: Sources,
  { phase = () => {}, withoutStart = false, ...resuming }: BeginOptions = {},
): Promise<Beginning> {
  const { start, network } = spec;
  const later = start !== undefined && isExpandedAtStart(network);
  phase('data');
  const opened = await openTask(
    later ? ({ ...spec, network: networkItself(network!) } as RunSpec) : spec,
    sources,
  );
  if (start === undefined || (withoutStart && !later)) return { task: opened };
  phase('start');
  const started = startFrom(opened, start, resuming);
  if (!later) return started;
  const { theta0, carried: left } = started.task;
  const carried = left && copyState(left);
  // Two names for one, since derivatives in θ at θ* would reach it otherwise where functions run eagerly.
  const [at, first] = [clone(theta0), clone(theta0)];
  started.task.dispose();
  const task = await openTask(spec, sources, at);
  const free = () => {
    dispose([...at, ...first]);
    if (carried !== undefined) freeState(carried);
    task.dispose();
  };
  const begun = { ...task, theta0: first, ...(carried && { carried }), dispose: free };
  return { task: begun, began: started.began };
}
