import { join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { existingStore, type Store, writable } from '../../lab/records/store.ts';
import type { Outcome } from '../../lab/runner/compute-runs.ts';
import { chooseEngine } from '../host/choose-engine.ts';
import { prepareRuns } from '../host/prepare-runs.ts';
import { queueChoice } from '../host/queue.ts';
import { reportOn } from '../report/report.ts';
import { complain, note } from '../shared/output.ts';
import { commandLine, type RunFlags } from './command-line.ts';
import { interruptible } from './interruptible.ts';
import { progress } from './progress.ts';
import { runTitle } from './run-title.ts';

/** An experiment as it was asked for, and the file it was read from. */
interface Asked {
  readonly name: string;
  readonly file: string;
  readonly experiment: Experiment;
}

/** Computes the runs of an experiment and draws its report; returns the exit code. */
export async function compute({ name, file, experiment }: Asked, flags: RunFlags): Promise<number> {
  const outDir = resolve(flags.out ?? join('reports', experiment.id));
  const runsDir = resolve(flags.runs);
  writable(outDir);
  writable(runsDir);
  const queue = flags.queue === undefined ? undefined : queueChoice(flags.queue, flags.giveUp);
  const engine = await chooseEngine(flags.engine);
  const command = commandLine(name, flags);
  const prepared = await prepareRuns(experiment, {
    ...{ engine, runsDir, command, source: resolve(file), log: note },
    ...{ jobs: flags.jobs, threads: flags.threads, queue },
  });
  const quiet = flags.json === true;
  if (!quiet)
    note(
      `${experiment.title}\nEngine: ${engine.name} ${engine.version}, ${prepared.jobs} at a time, ${plural(prepared.threads, 'thread')} each`,
    );
  const outcome = await interruptible((signal) => {
    const shown = progress(quiet);
    return prepared.run({ signal, onEvent: shown.show }).finally(shown.stop);
  });
  const store = existingStore(join(runsDir, experiment.id));
  const { json, strict, pdf } = flags;
  return conclude(experiment, outcome, { outDir, command, store, json, strict, pdf });
}

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

interface Place {
  readonly outDir: string;
  readonly command: string;
  readonly store: Store;
  readonly json: boolean | undefined;
  readonly strict: boolean | undefined;
  readonly pdf: boolean | undefined;
}

async function conclude(
  experiment: Experiment,
  { runs, controlRuns, failures }: Outcome,
  place: Place,
): Promise<number> {
  if (runs.length === 0) {
    const [first] = failures;
    if (first?.input === true) throw new InputError(first.message);
    complain(`No run finished: ${first?.message ?? 'nothing was computed'}`);
    return 1;
  }
  const code = await reportOn({ experiment, runs, controlRuns, ...place });
  for (const f of failures) complain(`Failed: ${runTitle(f.spec)}: ${f.message}`);
  return failures.length > 0 ? 1 : code;
}
