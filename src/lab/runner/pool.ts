import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Failed } from './messages.ts';

/** What every job has and every report says. */
interface Named {
  readonly id: string;
}
interface Said {
  readonly kind: string;
}

/** The kinds of reports after which more will come. */
const ON_THE_WAY: ReadonlySet<string> = new Set(['progress', 'notice']);

export interface PoolOptions<R extends Said> {
  /** The worker's entry file. */
  readonly entry: string;
  /** Processes at a time, ≥ 1. */
  readonly size: number;
  /** The workers' environment; thread counts are fixed at process start. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onReport: (report: R | Failed) => void;
  /** What to do where a process dies before it has said anything, as one that cannot load its engine does. */
  readonly stillborn?: string | undefined;
  /** Aborting lets no further job start, and lets the processes save what they do and end. */
  readonly signal?: AbortSignal;
}

/** What does jobs, in processes of this machine or elsewhere: settles when no job is left, or the signal aborts and what was done is safe. */
export type Pool<J extends Named, R extends Said> = (
  jobs: AsyncIterable<J>,
  options: PoolOptions<R>,
) => Promise<void>;

/**
 * Does jobs in child processes, each process one job at a time; jobs may become known one by one.
 *
 * A process that dies fails its job only; another takes its place. Jobs not started when the signal
 * aborts are not reported.
 */
export async function runPool<J extends Named, R extends Said>(
  jobs: readonly J[] | AsyncIterable<J>,
  options: PoolOptions<R>,
): Promise<void> {
  const queue = queueOf(jobs);
  await Promise.all(Array.from({ length: options.size }, () => lane(queue, options)));
}

/** The jobs one by one, to whoever asks next. */
async function* queueOf<J>(jobs: readonly J[] | AsyncIterable<J>): AsyncGenerator<J> {
  yield* jobs;
}

/** One process after the other until the queue is empty. */
async function lane<R extends Said>(
  queue: AsyncGenerator<Named>,
  options: PoolOptions<R>,
): Promise<void> {
  let child: ChildProcess | undefined;
  const isAborted = () => options.signal?.aborted === true;
  while (!isAborted()) {
    const { done, value: job } = await queue.next();
    if (done === true || isAborted()) break;
    child ??= start(options);
    const alive = await one(child, job, options);
    if (!alive) child = undefined;
  }
  if (child?.connected === true) child.disconnect();
}

function start({
  entry,
  env,
  signal,
}: Pick<PoolOptions<Said>, 'entry' | 'env' | 'signal'>): ChildProcess {
  // The last is the pipe by which a process is asked to stop, and finds out that this one is gone.
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'] as const;
  const child = fork(entry, [], { env: { ...env }, stdio: [...stdio] });
  const pipe = child.stdio.at(-1) as Socket;
  // A failed start or send is reported by the exit or the error of the job at hand.
  child.on('error', () => {});
  pipe.on('error', () => {});
  const stop = () => {
    pipe.write('stop');
    const late = setTimeout(() => child.kill('SIGKILL'), GRACE);
    child.once('exit', () => clearTimeout(late));
  };
  signal?.addEventListener('abort', stop, { once: true });
  child.once('exit', () => signal?.removeEventListener('abort', stop));
  return child;
}

/** Milliseconds that a process has to save what it does; schedulers of batch jobs give all of them 30 s. */
const GRACE = 10_000;

/** Processes that have said something. */
const spoken = new WeakSet<ChildProcess>();

/** Sends one job and waits for its end; false if the process died. */
function one<R extends Said>(
  child: ChildProcess,
  job: Named,
  { onReport, signal, stillborn }: PoolOptions<R>,
): Promise<boolean> {
  return new Promise((resolve) => {
    let complaint = '';
    const hear = (report: R) => {
      spoken.add(child);
      onReport(report);
      if (!ON_THE_WAY.has(report.kind)) settle(true);
    };
    const listen = (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-4000);
    };
    const die = (code: number | null, reason: string | null) => {
      if (signal?.aborted !== true) {
        const hint = stillborn === undefined || spoken.has(child) ? '' : `; ${stillborn}`;
        const message = `the process of this run died (${reason ?? `exit code ${code}`})${lastLine(complaint)}${hint}`;
        onReport({ kind: 'failed', id: job.id, message, input: false });
      }
      settle(false);
    };
    const fail = (error: Error) => die(null, error.message);
    const settle = (alive: boolean) => {
      child.off('message', hear).off('exit', die).off('error', fail);
      child.stderr?.off('data', listen);
      resolve(alive);
    };
    child.on('message', hear).on('exit', die).on('error', fail);
    child.stderr?.on('data', listen);
    child.send(job);
  });
}

const lastLine = (text: string): string => {
  const line = text.trim().split('\n').at(-1);
  return line === undefined || line === '' ? '' : `: ${line}`;
};
