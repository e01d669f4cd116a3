import { InputError } from '../../core/error.ts';
import { openEngine } from '../../engine/backend.ts';
import { toJson } from '../records/json.ts';
import type { Failed, ProbeDone, ProbeJob } from './messages.ts';
import { probeWeights } from './probe-weights.ts';

/** Probes weights in this process, whose environment has set the threads. */
export const prober =
  (say: (report: ProbeDone | Failed) => void) =>
  async ({ id, engine, request, places }: ProbeJob): Promise<void> => {
    try {
      const { version } = await openEngine(engine);
      const probed = await probeWeights(request, places);
      say({ kind: 'probed', id, version, text: toJson(probed) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      say({ kind: 'failed', id, message, input: error instanceof InputError });
    }
  };
