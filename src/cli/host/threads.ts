import { cpus } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { InputError } from '../../core/error.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Threads } from '../../lab/records/threads.ts';
import { chooseThreads, heaviest } from '../../lab/runner/choose-threads.ts';
import type { Preflight } from '../../lab/runner/preflight.ts';
import { timeSteps, timesOnce } from '../../lab/runner/step-times.ts';
import { MOST_THREADS } from '../shared/arguments.ts';
import type { Choice } from './choose-engine.ts';
import { cacheDir, childEntry, cores, dataPlaces, workerEnvironment } from './environment.ts';

interface Request {
  readonly specs: readonly RunSpec[];
  readonly parameters: Preflight['parameters'];
  readonly engine: Choice;
  /** `--threads`. */
  readonly asked: number | undefined;
  /** Receives a line where steps have to be timed first. */
  readonly log: (line: string) => void;
}

/**
 * TensorFlow threads of an experiment's runs, with the environment that sets them: `--threads`, else
 * TF_NUM_INTRAOP_THREADS, else by the plan and this machine.
 *
 * @throws InputError where more than one thread is asked of an engine that has one
 */
export async function threadsFor({ specs, parameters, engine, asked, log }: Request): Promise<{
  readonly threads: Threads;
  readonly env: Readonly<Record<string, string | undefined>>;
}> {
  if (engine.name !== 'native' && asked !== undefined && asked > 1) {
    throw new InputError(
      `--threads ${asked} needs the native engine; on ${engine.name} a run has one thread`,
    );
  }
  const set = process.env.TF_NUM_INTRAOP_THREADS || undefined;
  if (Number(set) > MOST_THREADS)
    throw new InputError(
      `TF_NUM_INTRAOP_THREADS is ${set}: set it to at most ${MOST_THREADS}, or unset it`,
    );
  const threads = await chooseThreads(
    {
      engine: engine.name,
      cores: cores(),
      runs: specs.length,
      heaviest: heaviest(specs, parameters),
      asked: asked ?? (set === undefined ? undefined : meant(set)),
    },
    timesOnce(
      join(cacheDir(), 'threads'),
      {
        cpu: cpus()[0]?.model.trim() ?? 'unknown',
        cores: cores(),
        engine: `${engine.name} ${engine.version}`,
      },
      ({ spec }, count) => {
        log(`Timing a step on 1 and on ${count} threads, once on this machine …`);
        const job = { id: 'step', spec, engine: engine.name, places: dataPlaces() };
        return timeSteps(job, count, childEntry('step-timer'), (n) => workerEnvironment(`${n}`));
      },
    ),
  );
  const text = asked === undefined && set !== undefined ? set : `${threads.count}`;
  return { threads, env: workerEnvironment(text) };
}

/** TensorFlow takes all cores for what is no count. */
const meant = (text: string): number => {
  const n = Number(text);
  return Number.isInteger(n) && n >= 1 ? n : cores();
};
