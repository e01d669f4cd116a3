import { DiskError } from '../../core/disk-error.ts';
import { InputError } from '../../core/error.ts';
import type { Estimate } from '../../core/estimate.ts';
import { type EngineInfo, openEngine } from '../../engine/backend.ts';
import { imageCache } from '../data/image-cache.ts';
import { fileSources } from '../data/sources.ts';
import { provenance, type Surroundings } from '../records/provenance.ts';
import { writeRun } from '../records/run-folder.ts';
import { type ExecuteOptions, execute } from '../run/execute.ts';
import type { Phase } from '../run/phase.ts';
import { compilesByXla } from '../run/xla.ts';
import { checkpointFile } from './checkpoint-file.ts';
import { checkpoints } from './checkpoints.ts';
import { finish } from './finish.ts';
import type { Job, Report } from './messages.ts';

/** The process that asks for jobs. */
export interface Client {
  readonly say: (report: Report) => void;
  /** True once it wants no more; the job at hand is then left where it is, without a report. */
  readonly stopAsked: () => boolean;
  /** Has XLA keep what it compiles in a user's cache, and returns where; absent: it keeps nothing. */
  readonly keepCompiled?: (cacheDir: string) => string | undefined;
}

/** Thrown where a job is left, after its last checkpoint. */
class Stopped extends Error {}

/** Does jobs in this process, one after the other; the engine is opened once. */
export function worker(
  surroundings: Surroundings,
  { say, stopAsked, keepCompiled }: Client,
): (job: Job) => Promise<void> {
  let engine: Promise<EngineInfo> | undefined;
  const load = imageCache();
  const sharpnesses = new Map<string, Estimate>();
  return async (job) => {
    const start = performance.now();
    try {
      engine ??= openEngine(job.engine, { compiled: keepCompiled?.(job.places.cacheDir) });
      const info = await engine;
      const kept = checkpointFile(job.folder, job.id);
      const { state, notice } = kept.read();
      if (notice !== undefined) say({ kind: 'notice', id: job.id, message: notice });
      const result = await execute(job.spec, {
        ...fileSources(job.places, load),
        sharpnesses,
        engine: job.engine,
        ...told((done) => say({ kind: 'progress', id: job.id, ...done })),
        ...(state && { resume: state }),
        checkpoint: checkpoints({
          every: job.checkpointEvery,
          write: kept.write,
          stopAsked,
          stop: () => {
            throw new Stopped();
          },
        }),
      });
      const finished = finish(job.spec, result);
      const { precision = 'single' } = job.spec;
      const xla = compilesByXla(job.spec, result.facts.parameters, job.engine);
      const by = provenance(info, surroundings, job.threads, { precision, xla });
      writeRun(job.folder, job.id, job.spec, finished, by);
      kept.remove();
      const seconds = (performance.now() - start) / 1000;
      const { ending, reason } = finished;
      say({ kind: 'done', id: job.id, ending, reason, seconds });
    } catch (error) {
      if (error instanceof Stopped) return;
      const message = error instanceof Error ? error.message : String(error);
      const disk = error instanceof DiskError;
      say({ kind: 'failed', id: job.id, message, input: error instanceof InputError, disk });
    }
  };
}

/** How far a run is. */
interface Done {
  readonly phase: Phase;
  readonly fraction: number;
}

/** Each phase is told, and of a training at most ten shares a second: the terminal shows no more. */
function told(say: (done: Done) => void): Pick<ExecuteOptions, 'progress' | 'phase'> {
  let last = Number.NEGATIVE_INFINITY;
  let done: Done = { phase: 'data', fraction: 0 };
  return {
    phase(phase) {
      done = { ...done, phase };
      // Of a training the first share is told, which says where it goes on from.
      if (phase !== 'training') say(done);
    },
    progress(fraction) {
      done = { ...done, fraction };
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      say(done);
    },
  };
}
