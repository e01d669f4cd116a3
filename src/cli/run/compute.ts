import { join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { type Part, partOf, type Shard } from '../../lab/costs/shard.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { existingStore, type Store, writable } from '../../lab/records/store.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';
import { chooseEngine } from '../host/choose-engine.ts';
import { prepareRuns } from '../host/prepare-runs.ts';
import { queueChoice } from '../host/queue.ts';
import { reportOn } from '../report/report.ts';
import { nearby } from '../shared/nearby.ts';
import { complain, note, say } from '../shared/output.ts';
import { quoted } from '../shared/quoted.ts';
import { runTitle } from '../shared/run-title.ts';
import { commandLine, type RunFlags } from './command-line.ts';
import { interruptible } from './interruptible.ts';
import { progress } from './progress.ts';
import { shardText } from './shard-text.ts';

/** An experiment as it was asked for, and the file it was read from. */
interface Asked {
  readonly name: string;
  readonly file: string;
  readonly experiment: Experiment;
}

/** Computes the runs of an experiment, or a shard of them, and draws its report, which a shard leaves to all of them; returns the exit code. */
export async function compute({ name, file, experiment }: Asked, flags: RunFlags): Promise<number> {
  const { json, strict, pdf, shard } = flags;
  const outDir = resolve(flags.out ?? join('reports', experiment.id));
  const runsDir = resolve(flags.runs);
  const part = shard && partOf([experiment], shard);
  if (part === undefined) writable(outDir);
  writable(runsDir);
  const queue = flags.queue === undefined ? undefined : queueChoice(flags.queue, flags.giveUp);
  const engine = await chooseEngine(flags.engine);
  const command = commandLine(name, flags);
  const prepared = await prepareRuns(experiment, {
    ...{ engine, runsDir, command, source: resolve(file), log: note },
    ...{ jobs: flags.jobs, threads: flags.threads, queue, part },
  });
  const quiet = json === true;
  if (!quiet)
    note(
      `${experiment.title}\nEngine: ${engine.name} ${engine.version}, ${prepared.jobs} at a time, ${plural(prepared.threads, 'thread')} each`,
    );
  if (shard && part && !quiet) note(shardText(shard, part));
  const outcome = await interruptible((signal) => {
    const shown = progress(quiet);
    return prepared.run({ signal, onEvent: shown.show }).finally(shown.stop);
  });
  const store = existingStore(join(runsDir, experiment.id));
  if (shard && part) return concludeShard(outcome, { shard, part, name, store, json });
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

/** Says what a shard has on record, and what makes a report of all of them; returns the exit code. */
function concludeShard(
  { runs, controlRuns, failures }: Outcome,
  {
    shard,
    part,
    name,
    store,
    json,
  }: Pick<Place, 'store' | 'json'> & {
    readonly shard: Shard;
    readonly part: Part;
    readonly name: string;
  },
): number {
  const { specs, total, share } = part;
  const there = runs.length + controlRuns.length;
  if (there === 0) refuseInput(failures);
  if (json === true) {
    const told = { ...shard, runs: specs.length, finished: there, total, share };
    const failed = failures.map(({ id, message }) => ({ id, message }));
    say(JSON.stringify({ shard: told, records: store.folder, failures: failed }, null, 2));
  } else {
    say(
      `\nShard ${shard.index}/${shard.of}: ${there} of its ${plural(specs.length, 'run')} are in ${nearby(store.folder)}`,
    );
    say(
      `When all shards are done: ${quoted(['flowlab', 'report', name])} where they share a folder, ${quoted(['flowlab', 'report', name, '--merge'])} <folders> where they do not`,
    );
  }
  for (const f of failures) complain(`Failed: ${runTitle(f.spec)}: ${f.message}`);
  return failures.length > 0 ? 1 : 0;
}

async function conclude(
  experiment: Experiment,
  { runs, controlRuns, failures }: Outcome,
  place: Place,
): Promise<number> {
  if (runs.length === 0) {
    refuseInput(failures);
    complain(`No run finished: ${failures[0]?.message ?? 'nothing was computed'}`);
    return 1;
  }
  if (place.json !== true) note('Drawing the report …');
  const code = await reportOn({ experiment, runs, controlRuns, ...place });
  for (const f of failures) complain(`Failed: ${runTitle(f.spec)}: ${f.message}`);
  return failures.length > 0 ? 1 : code;
}

/** Throws InputError where no run finished since what the user gave is wrong. */
function refuseInput([first]: Outcome['failures']): void {
  if (first?.input === true) throw new InputError(first.message);
}
