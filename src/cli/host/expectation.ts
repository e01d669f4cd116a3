import process from 'node:process';
import { machineScale } from '../../lab/costs/machine-speed.ts';
import type { Store } from '../../lab/records/store.ts';
import type { Taken } from '../../lab/records/taken.ts';

/** How many times as long WebAssembly takes as native TensorFlow: 17 to 37 in docs/performance.md. */
const WASM = 27;

/** Seconds that this machine and the engine asked for take for one of the machine and engine that the cost model is of. */
export const scaleOf = (engine: string | undefined): number =>
  machineScale() * ((engine ?? process.env.FLOWLAB_ENGINE) === 'wasm' ? WASM : 1);

/** What every run that is on record took. */
export const takenIn = (store: Store | undefined): readonly Taken[] =>
  store?.ids().map((id) => store.taken(id)) ?? [];
