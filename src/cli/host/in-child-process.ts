import { InputError } from '../../core/error.ts';
import { fromJson } from '../../lab/records/json.ts';
import type { Answered, Asked, Failed } from '../../lab/runner/messages.ts';
import { runPool } from '../../lab/runner/pool.ts';
import { childEntry, workerEnvironment } from './environment.ts';

/**
 * Has a child process answer a request: TensorFlow's threads are fixed at a process's start, and its chatter stays there.
 *
 * @throws InputError where the process says that what was asked is at fault
 */
export async function inChildProcess<Answer>(
  entry: 'prober' | 'surveyor',
  job: Asked<unknown>,
  { threads, intraOp }: { readonly threads: number; readonly intraOp?: number | undefined },
): Promise<{ readonly answer: Answer; readonly version: string }> {
  let report: Answered | Failed | undefined;
  await runPool<Asked<unknown>, Answered>([job], {
    entry: childEntry(entry),
    size: 1,
    env: workerEnvironment(threads, intraOp),
    onReport: (one) => {
      report = one;
    },
  });
  if (report?.kind === 'answered')
    return { answer: fromJson(report.text) as Answer, version: report.version };
  throw new (report?.input === true ? InputError : Error)(
    report?.message ?? 'the process was stopped',
  );
}
