import process from 'node:process';
import { runPool } from '../../lab/runner/pool.ts';
import type { SelftestJob, SelftestReport } from '../../selftest/messages.ts';
import { type Checked, checks } from '../../selftest/selftest.ts';
import { chooseEngine } from '../host/choose-engine.ts';
import { childEntry, workerEnvironment } from '../host/environment.ts';
import { bold, complain, dim, say } from '../shared/output.ts';

/** What the command line asks. */
interface SelftestFlags {
  readonly engine?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Checks the engine in use, a line a check; returns 0 where all are within their bounds, else 1. */
export async function selftest({ engine, json }: SelftestFlags): Promise<number> {
  const { name, version } = await chooseEngine(engine);
  const quiet = json === true;
  if (!quiet) say(bold(`Engine ${name} ${version}`));
  const began = performance.now();
  const done: Checked[] = [];
  const died = await checkedBy({ id: 'selftest', engine: name }, (checked) => {
    done.push(checked);
    if (!quiet) say(lineOf(checked));
  });
  if (died !== undefined) {
    complain(`the checks came to no end: ${died}`);
    return 1;
  }
  const failed = done.filter(({ passed }) => !passed).length;
  const seconds = (performance.now() - began) / 1000;
  if (quiet) {
    say(JSON.stringify({ engine: { name, version }, seconds, failed, checks: done }, null, 2));
  } else say(bold(closing(done.length, failed, seconds)));
  return failed === 0 ? 0 : 1;
}

/**
 * Has a process of its own check its engine, as runs have: threads are fixed at its start, and TensorFlow's chatter stays there. Returns
 * why it died, if it did.
 */
async function checkedBy(
  job: SelftestJob,
  hear: (checked: Checked) => void,
): Promise<string | undefined> {
  let died: string | undefined;
  await runPool<SelftestJob, SelftestReport>([job], {
    entry: childEntry('selftester'),
    size: 1,
    env: workerEnvironment(Number(process.env.TF_NUM_INTEROP_THREADS || 1)),
    onReport: (report) => {
      if (report.kind === 'progress') hear(report.checked);
      else if (report.kind === 'failed') died = report.message;
    },
  });
  return died;
}

const WIDTH = Math.max(...checks.map(({ name }) => name.length));

function lineOf({ name, against, precision, error, bound, passed, reason }: Checked): string {
  const verdict = passed ? 'ok  ' : bold('FAIL');
  const size =
    reason ?? `${error === null ? 'NaN' : shown(error)} ${passed ? '≤' : 'not ≤'} ${shown(bound)}`;
  return `${verdict}  ${precision}  ${name.padEnd(WIDTH)}  ${size.padEnd(17)}  ${dim(against)}`;
}

const shown = (x: number): string =>
  x === 0 || (x >= 0.01 && x < 1000) ? String(Number(x.toPrecision(2))) : x.toExponential(1);

const closing = (count: number, failed: number, seconds: number): string =>
  failed === 0
    ? `${count} checks, all within their bounds, in ${seconds.toFixed(1)} s`
    : `${failed} of ${count} checks failed: do not trust numbers of this engine on this machine. flowlab setup mends a damaged library, --engine wasm is another engine`;
