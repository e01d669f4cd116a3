import process from 'node:process';
import { InputError } from '../../core/error.ts';
import { machineScale } from '../../lab/costs/machine-speed.ts';
import { hasPlan } from '../../lab/records/plan.ts';
import { existingStore } from '../../lab/records/store.ts';
import type { Taken } from '../../lab/records/taken.ts';

/** How many times as long WebAssembly takes as native TensorFlow: 17 to 37 in docs/performance.md. */
const WASM = 27;

/** Seconds that this machine and the engine asked for take for one of the machine and engine that the cost model is of. */
export const scaleOf = (engine: string | undefined): number =>
  machineScale() * ((engine ?? process.env.FLOWLAB_ENGINE) === 'wasm' ? WASM : 1);

/** What the runs of the plan in a folder took that are on record; none of a plan that is damaged, which is written again. */
export function takenIn(folder: string): readonly Taken[] {
  if (!hasPlan(folder)) return [];
  const store = existingStore(folder);
  try {
    const { runs, controlRuns } = store.readExperiment();
    return [...runs, ...controlRuns]
      .filter(({ id }) => store.has(id))
      .map(({ id }) => store.taken(id));
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
