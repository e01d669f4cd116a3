import { join, resolve } from 'node:path';
import process from 'node:process';
import { InputError } from '../core/error.ts';
import { tfjsVersion } from '../engine/backend.ts';
import { preflight } from '../lab/preflight.ts';
import { NUMERICAL } from '../lab/provenance.ts';
import { type Outcome, runExperiment } from '../lab/run-experiment.ts';
import { findExperiment, readExperiment } from '../lab/schema.ts';
import type { Experiment } from '../lab/spec.ts';
import { writable } from '../lab/store.ts';
import { type Choice, chooseEngine } from './engine.ts';
import {
  bundledExperiments,
  cores,
  dataPlaces,
  workerEntry,
  workerEnvironment,
} from './environment.ts';
import { note, say } from './output.ts';
import { nameOf, progress } from './progress.ts';
import { reportOn } from './report.ts';

export interface RunFlags {
  readonly set?: readonly string[] | undefined;
  readonly seeds?: number | undefined;
  readonly jobs?: number | undefined;
  readonly engine?: string | undefined;
  readonly out?: string | undefined;
  readonly runs: string;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Runs an experiment and draws its report; returns the exit code. */
export async function run(name: string, flags: RunFlags): Promise<number> {
  const file = findExperiment(name, bundledExperiments);
  const experiment = readExperiment(file, { sets: flags.set, seeds: flags.seeds });
  if (flags.dryRun === true) return plan(experiment, flags);
  const outDir = resolve(flags.out ?? join('reports', experiment.id));
  const runsDir = resolve(flags.runs);
  writable(outDir);
  writable(runsDir);
  const engine = await chooseEngine(flags.engine);
  const places = dataPlaces();
  const files = await preflight(experiment.specs, places, note);
  const env = workerEnvironment();
  const command = commandLine(name, flags);
  const jobs = Math.min(flags.jobs ?? cores(), experiment.specs.length);
  const quiet = flags.json === true;
  if (!quiet)
    note(`${experiment.title}\nEngine: ${engine.name} ${engine.version}, ${jobs} at a time`);
  const outcome = await interruptible((signal) => {
    const shown = progress(quiet);
    return runExperiment(experiment, {
      entry: workerEntry,
      env,
      files,
      command,
      source: resolve(file),
      signal,
      engine: engine.name,
      engineVersion: numericalSettings(engine, env),
      jobs,
      runsDir,
      places,
      onEvent: shown.show,
    }).finally(shown.stop);
  });
  if (outcome === undefined) {
    note('Interrupted. Finished runs are kept; the same command goes on from there.');
    return 130;
  }
  return conclude(experiment, outcome, { outDir, command, json: flags.json });
}

function plan({ title, specs }: Experiment, { json }: RunFlags): number {
  if (json === true) say(JSON.stringify({ title, specs }, null, 2));
  else {
    say(`${title}\n${specs.length} runs:`);
    for (const spec of specs)
      say(
        `  ${spec.data.name} ${spec.data.train}, ${spec.network.kind}, ${spec.loss}: ${nameOf(spec)}`,
      );
  }
  return 0;
}

/** Ends the work at the first Ctrl-C and answers undefined; a second Ctrl-C ends the program at once. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const result = await work(controller.signal);
    return controller.signal.aborted ? undefined : result;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

interface Place {
  readonly outDir: string;
  readonly command: string;
  readonly json: boolean | undefined;
}

async function conclude(
  experiment: Experiment,
  { runs, failures }: Outcome,
  place: Place,
): Promise<number> {
  if (runs.length === 0) {
    const [first] = failures;
    if (first?.input === true) throw new InputError(first.message);
    note(`No run finished: ${first?.message ?? 'nothing was computed'}`);
    return 1;
  }
  await reportOn({ experiment, runs, ...place });
  for (const f of failures) note(`Failed: ${nameOf(f.spec)}: ${f.message}`);
  return failures.length > 0 ? 1 : 0;
}

/** Everything about the engine that may change numbers, for run ids. */
const numericalSettings = (
  { version }: Choice,
  env: Readonly<Record<string, string | undefined>>,
): string =>
  [version, `tfjs ${tfjsVersion}`, ...NUMERICAL.map((name) => `${name}=${env[name] ?? ''}`)].join(
    ' ',
  );

/** The command that computes the same again, quoted for a shell. */
function commandLine(name: string, { set, seeds, engine }: RunFlags): string {
  const asked = engine ?? (process.env.FLOWLAB_ENGINE || undefined);
  const words = [
    ...['flowlab', 'run', name],
    ...(set ?? []).flatMap((s) => ['--set', s]),
    ...(seeds === undefined ? [] : ['--seeds', String(seeds)]),
    ...(asked === undefined ? [] : ['--engine', asked]),
  ];
  return words
    .map((w) => (/^[\w./=:-]+$/.test(w) ? w : `'${w.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
