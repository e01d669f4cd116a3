import { integrate } from '../../dynamics/integrate/integrate.ts';
import { openEngine } from '../../engine/backend.ts';
import type { DataPlaces } from '../data/places.ts';
import { fileSources } from '../data/sources.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import { openTask } from '../task/task.ts';
import type { Timed, TimeJob } from './messages.ts';

/** Times the steps of one job in this process. */
export const stepTimer =
  (say: (report: Timed) => void) =>
  async ({ id, engine, spec, places }: TimeJob): Promise<void> => {
    await openEngine(engine);
    say({ kind: 'timed', id, seconds: await stepSeconds(spec, places) });
  };

/** Steps of the first of two trainings that are held against each other. */
const FIRST = 2;
/** Seconds by which they differ at least, beside which the work of starting one varies by a few percent. */
const SECONDS = 0.25;

/**
 * Mean seconds of a training step of a spec, from its own start: what a training of 2n steps takes more than one of n, over n, with n doubled until that is
 * long enough. Steps are taken many in a call, so that no step has a time of its own. Needs an open engine.
 *
 * @throws InputError where data, network and weights do not fit together; Error where no step can be taken
 */
export async function stepSeconds(spec: RunSpec, places: DataPlaces): Promise<number> {
  const task = await openTask(spec, fileSources(places));
  const { objective, precision, draws, theta0, readArrays } = task;
  const method = methodOf(spec.method).build({
    ...{ objective, readArrays, random: draws },
  });
  /** How many of so many steps could be taken, and the seconds of these with the work of compiling them. */
  const timeOf = (steps: number) => {
    const start = performance.now();
    let taken = 0;
    for (const { step } of integrate(method, theta0, { precision, steps })) taken = step;
    return { taken, seconds: (performance.now() - start) / 1000 };
  };
  try {
    // Graphs are compiled and caches warm from then on.
    timeOf(FIRST);
    let less = timeOf(FIRST);
    for (;;) {
      const more = timeOf(2 * less.taken);
      const [steps, seconds] = [more.taken - less.taken, more.seconds - less.seconds];
      if (steps <= 0)
        throw new Error(`cannot time a step; the method stops after step ${less.taken}`);
      // One that diverges has no more of them.
      if (seconds >= SECONDS || steps < less.taken) return seconds / steps;
      less = more;
    }
  } finally {
    task.dispose();
  }
}
