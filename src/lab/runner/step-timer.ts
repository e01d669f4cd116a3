import { integrate } from '../../dynamics/integrate/integrate.ts';
import { openEngine } from '../../engine/backend.ts';
import { median } from '../../stats/summary.ts';
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

/** Steps that compile graphs and warm caches, and are not timed. */
const WARM = 3;
/** Timed are at least this many steps and seconds; together they settle a median to a few percent. */
const FEWEST = 5;
const SECONDS = 0.5;

/**
 * Median seconds of a training step of a spec, from its own start. Needs an open engine.
 *
 * @throws InputError where data, network and weights do not fit together; Error where no step can be taken
 */
export async function stepSeconds(spec: RunSpec, places: DataPlaces): Promise<number> {
  const task = await openTask(spec, fileSources(places));
  const { objective, precision, draws, theta0, readArrays } = task;
  const method = methodOf(spec.method).build({
    ...{ objective, readArrays, random: draws },
  });
  const seconds: number[] = [];
  let total = 0;
  try {
    let last = performance.now();
    for (const { step } of integrate(method, theta0, { precision })) {
      const now = performance.now();
      if (step > WARM) {
        seconds.push((now - last) / 1000);
        total += (now - last) / 1000;
      }
      if (seconds.length >= FEWEST && total >= SECONDS) break;
      last = performance.now();
    }
  } finally {
    task.dispose();
  }
  if (seconds.length === 0)
    throw new Error('cannot time a step; the method stops before the fifth');
  return median(seconds);
}
