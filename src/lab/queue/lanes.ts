import type { Job, Report } from '../runner/messages.ts';
import { type PoolOptions, runPool } from '../runner/pool.ts';
import { channel } from './channel.ts';

type Ended = Extract<Report, { kind: 'done' | 'failed' }>;
type OnTheWay = Exclude<Report, Ended>;

interface Options extends Pick<PoolOptions<Report>, 'entry' | 'size' | 'stillborn'> {
  /** Aborting lets the processes save what they do and end. */
  readonly signal: AbortSignal;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Processes that do jobs one by one as they come, those of one environment in processes of their own. */
export interface Lanes {
  /** Does a job; rejects where it was stopped, when its state is safe. */
  do(job: Job, env: Environment, onWay: (report: OnTheWay) => void): Promise<Ended>;
  /** Lets the processes end once they have nothing to do. */
  end(): Promise<void>;
}

interface Waiting {
  readonly onWay: (report: OnTheWay) => void;
  readonly resolve: (ended: Ended) => void;
  readonly reject: (error: unknown) => void;
}

/** Thrown where a job was stopped before its end. */
export class JobStopped extends Error {}

export function lanes(options: Options): Lanes {
  const pools = new Map<string, Lane>();
  return {
    do(job, env, onWay) {
      const key = JSON.stringify(env);
      const pool = pools.get(key) ?? lane(env, options);
      pools.set(key, pool);
      return new Promise((resolve, reject) => pool.put(job, { onWay, resolve, reject }));
    },
    async end() {
      await Promise.all([...pools.values()].map(({ end }) => end()));
    },
  };
}

interface Lane {
  put(job: Job, waiting: Waiting): void;
  end(): Promise<void>;
}

/** Processes of one environment. */
function lane(env: Environment, options: Options): Lane {
  const waiting = new Map<string, Waiting>();
  const jobs = channel<Job>();
  options.signal.addEventListener('abort', jobs.end, { once: true });
  const onReport = (report: Report) => {
    const one = waiting.get(report.id);
    if (report.kind === 'progress' || report.kind === 'notice') {
      one?.onWay(report);
      return;
    }
    waiting.delete(report.id);
    one?.resolve(report);
  };
  let isOver = false;
  const done = runPool<Job, Report>(jobs, { ...options, env, onReport })
    .then(
      () => new JobStopped(),
      (error: unknown) => error,
    )
    .then((why) => {
      isOver = true;
      // What no process reported on when all have ended was stopped.
      for (const { reject } of waiting.values()) reject(why);
    });
  return {
    put(job, one) {
      if (isOver) {
        one.reject(new JobStopped());
        return;
      }
      waiting.set(job.id, one);
      jobs.put(job);
    },
    end() {
      jobs.end();
      return done;
    },
  };
}
