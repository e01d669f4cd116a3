import { InputError } from '../../core/error.ts';
import { fromJson } from '../../lab/records/json.ts';
import type { Failed, ProbeDone, ProbeJob } from '../../lab/runner/messages.ts';
import { runPool } from '../../lab/runner/pool.ts';
import type { Probed } from '../../lab/runner/probe-weights.ts';
import { childEntry, workerEnvironment } from '../host/environment.ts';

/** Probes in a child process: TensorFlow's threads are fixed at a process's start, and its chatter stays there. */
export async function probeInChildProcess(
  job: ProbeJob,
  { threads, intraOp }: { readonly threads: number; readonly intraOp?: number | undefined },
): Promise<{ readonly probed: Probed; readonly version: string }> {
  let answer: ProbeDone | Failed | undefined;
  await runPool<ProbeJob, ProbeDone>([job], {
    entry: childEntry('prober'),
    size: 1,
    env: workerEnvironment(threads, intraOp),
    onReport: (report) => {
      answer = report;
    },
  });
  if (answer?.kind === 'probed') {
    return { probed: fromJson(answer.text) as Probed, version: answer.version };
  }
  throw new (answer?.input === true ? InputError : Error)(
    answer?.message ?? 'the probe was stopped',
  );
}
