import { InputError } from '../../core/error.ts';
import { openEngine } from '../../engine/backend.ts';
import type { DataPlaces } from '../data/places.ts';
import { toJson } from '../records/json.ts';
import { measureBetweenRuns } from './between-runs.ts';
import type { Answered, Asked, Failed } from './messages.ts';
import { probeWeights } from './probe-weights.ts';

/** Answers requests in this process, whose environment has set the threads. */
const answering =
  <R>(answer: (request: R, places: DataPlaces) => Promise<object>) =>
  (say: (report: Answered | Failed) => void) =>
  async ({ id, engine, request, places }: Asked<R>): Promise<void> => {
    try {
      const { version } = await openEngine(engine);
      const found = await answer(request, places);
      say({ kind: 'answered', id, version, text: toJson(found) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      say({ kind: 'failed', id, message, input: error instanceof InputError });
    }
  };

/** Probes weights. */
export const prober = answering(probeWeights);

/** Measures what lies between runs. */
export const surveyor = answering(measureBetweenRuns);
