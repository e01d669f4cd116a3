import type { EngineName } from '../../engine/name.ts';
import type { Threads } from '../records/threads.ts';

interface ThreadsRequest {
  readonly engine: EngineName;
  /** Cores of this machine for runs of one thread, ≥ 1. */
  readonly cores: number;
  /** Runs of the experiment, finished or not, ≥ 1. */
  readonly runs: number;
  /** Microbatches of the step that has the most of them, ≥ 1. */
  readonly microbatches: number;
  /** What the user asked for. */
  readonly asked?: number | undefined;
}

/**
 * Threads for the runs of an experiment: one each while there are runs enough for all cores; else the cores are shared out,
 * to at most one a microbatch.
 *
 * Steps of one microbatch have little to do at once, and handing their operations from thread to thread takes up to a third
 * of their time. No bit hangs on the answer: sums have the order of their graph on any number of threads.
 */
export function chooseThreads({
  engine,
  cores,
  runs,
  microbatches,
  asked,
}: ThreadsRequest): Threads {
  if (engine !== 'native') return { count: 1, chosen: 'default' };
  if (asked !== undefined) return { count: asked, chosen: 'user' };
  const share = Math.max(1, Math.floor(cores / runs));
  return { count: Math.min(share, microbatches), chosen: 'default' };
}
