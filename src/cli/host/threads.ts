import process from 'node:process';
import { InputError } from '../../core/error.ts';
import type { Threads } from '../../lab/records/threads.ts';
import { chooseThreads } from '../../lab/runner/choose-threads.ts';
import { MOST_THREADS } from '../shared/arguments.ts';
import type { Choice } from './choose-engine.ts';
import { cores, workerEnvironment } from './environment.ts';

interface Request {
  readonly engine: Choice;
  /** Runs of all experiments, ≥ 1. */
  readonly runs: number;
  /** Microbatches of the step that has the most of them, ≥ 1. */
  readonly microbatches: number;
  /** `--threads`. */
  readonly asked: number | undefined;
  /** Threads within an operation; absent: those of the environment, or one. */
  readonly intraOp?: number | undefined;
}

/**
 * Threads of an experiment's runs, with the environment that sets them: `--threads`, else TF_NUM_INTEROP_THREADS, else by
 * the plan and this machine.
 *
 * @throws InputError where more than one thread is asked of an engine that has one, or more than can be meant
 */
export function threadsFor({ engine, runs, microbatches, asked, intraOp }: Request): {
  readonly threads: Threads;
  /** Runs that the cores have room for. */
  readonly jobs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
} {
  if (engine.name !== 'native' && asked !== undefined && asked > 1) {
    throw new InputError(
      `--threads ${asked} needs the native engine; on ${engine.name} a run has one thread`,
    );
  }
  const set = fromEnvironment('TF_NUM_INTEROP_THREADS');
  const within = intraOp ?? fromEnvironment('TF_NUM_INTRAOP_THREADS') ?? 1;
  const threads = chooseThreads({
    ...{ engine: engine.name, runs, microbatches, asked: asked ?? set },
    cores: Math.max(1, Math.floor(cores() / within)),
  });
  const jobs = Math.max(1, Math.floor(cores() / (threads.count * within)));
  return { threads, jobs, env: workerEnvironment(threads.count, intraOp) };
}

/** Threads that the user's environment asks for. */
function fromEnvironment(name: string): number | undefined {
  const text = process.env[name];
  if (!text) return undefined;
  const n = Number(text);
  if (n > MOST_THREADS)
    throw new InputError(`${name} is ${text}: set it to at most ${MOST_THREADS}, or unset it`);
  // TensorFlow takes all cores for what is no count.
  return Number.isInteger(n) && n >= 1 ? n : cores();
}
