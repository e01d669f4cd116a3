import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { Arrays, Scalars } from '../../core/scalars.ts';
import { ndarray } from '../../problems/data/npy.ts';
import { writeNpz } from '../../problems/data/npz.ts';
import type { Experiment, RunSpec } from '../experiment/run-spec.ts';
import { fromJson, toJson } from './json.ts';
import type { Provenance } from './provenance.ts';
import type { Manifest, Run } from './record.ts';
import type { Result } from './result.ts';
import { seriesFromCsv, seriesToCsv } from './series-csv.ts';
import { readSnapshots, snapshotsNpz } from './snapshots-npz.ts';

/**
 * Where the records of one experiment's runs lie: `<root>/<experiment>/<run id>/`.
 *
 * A run's folder holds spec.json, manifest.json, scalars.json, series.csv, weights.npz and, where asked
 * for, arrays.json and snapshots.npz. It appears whole or not at all: it is written beside and renamed.
 */
export interface Store {
  readonly folder: string;
  has(id: string): boolean;
  write(id: string, spec: RunSpec, result: Result, by: Provenance): void;
  read(id: string): Run;
  /** Ids of all finished runs, sorted. */
  ids(): readonly string[];
  /** Remembers the experiment, so that a report can be drawn from the records alone. */
  writeExperiment(plan: Plan): void;
  /** The experiment with all its planned runs, finished or not. */
  readExperiment(): { readonly experiment: Experiment } & Pick<Plan, 'runs' | 'command'>;
}

/** An experiment as its store remembers it. */
export interface Plan extends Omit<Experiment, 'specs'> {
  /** The command line that computes the same again. */
  readonly command: string;
  /** The experiment file. */
  readonly source: string;
  /** Every run that was asked for, in the order of the experiment's specs. */
  readonly runs: readonly PlannedRun[];
}

export interface PlannedRun {
  readonly id: string;
  readonly spec: RunSpec;
}

/**
 * Opens, and makes if need be, the folder of an experiment's runs.
 *
 * @throws InputError where the folder cannot be written
 */
export function openStore(root: string, experimentId: string): Store {
  const folder = join(root, experimentId);
  writable(folder);
  sweep(folder);
  return storeAt(folder);
}

/**
 * The records in an existing folder, read only.
 *
 * @throws InputError where the folder holds no experiment
 */
export function existingStore(folder: string): Store {
  if (!existsSync(join(folder, EXPERIMENT))) {
    throw new InputError(
      `${folder} holds no runs; compute them first with flowlab run, or name their folder with --runs`,
    );
  }
  return storeAt(folder);
}

/** Makes a folder if need be, and throws InputError unless files can be made in it. */
export function writable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(mkdtempSync(join(folder, '.probe-')), { recursive: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InputError(
      `cannot write to ${folder} (${code}); choose another folder with --out or --runs`,
    );
  }
}

/** Removes drafts that a killed run left behind an hour or more ago. */
function sweep(folder: string): void {
  const drafts = readdirSync(folder).filter((name) => name.startsWith('.writing-'));
  const probe = mkdtempSync(join(folder, '.probe-'));
  const now = statSync(probe).mtimeMs;
  rmSync(probe, { recursive: true });
  for (const name of drafts) {
    const age = now - statSync(join(folder, name)).mtimeMs;
    if (age > 3_600_000) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

const EXPERIMENT = 'experiment.json';
const ARRAYS = 'arrays.json';

function storeAt(folder: string): Store {
  const has = (id: string) => existsSync(join(folder, id, 'manifest.json'));
  return {
    folder,
    has,
    ids: () =>
      readdirSync(folder)
        .filter((name) => /^[0-9a-f]{16}$/.test(name) && has(name))
        .sort(),
    write: (id, spec, result, by) => writeRun(folder, id, spec, result, by),
    read: (id) => readRun(folder, id),
    writeExperiment(plan) {
      const file = join(folder, EXPERIMENT);
      const before = existsSync(file) ? (readPlan(folder).source ?? plan.source) : plan.source;
      if (before !== plan.source) {
        throw new InputError(
          `${folder} holds the runs of ${before}, not of ${plan.source}; rename the experiment or choose another folder with --runs`,
        );
      }
      writeFileSync(`${file}.new`, toJson(plan));
      renameSync(`${file}.new`, file);
    },
    readExperiment() {
      const { runs, command, id, title, question } = readPlan(folder);
      const specs = runs.map(({ spec }) => spec);
      return { experiment: { id, title, question, specs }, runs, command };
    },
  };
}

function readPlan(folder: string): Plan {
  const plan = fromJson(readFileSync(join(folder, EXPERIMENT), 'utf8')) as Plan & Before;
  // A store of flowlab 0.1.0 named the runs alone, so it knows the specs of those that are finished.
  const runs = plan.ids?.flatMap((id) =>
    existsSync(join(folder, id, 'spec.json'))
      ? [{ id, spec: readJson(folder, id, 'spec.json') as RunSpec }]
      : [],
  );
  return { ...plan, runs: plan.runs ?? runs };
}

interface Before {
  readonly ids?: readonly string[];
}

function writeRun(folder: string, id: string, spec: RunSpec, result: Result, by: Provenance): void {
  const draft = mkdtempSync(join(folder, '.writing-'));
  const put = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(draft, name), content);
  const manifest: Manifest & Pick<Run, 'ending' | 'because'> = {
    ending: result.ending,
    because: result.because,
    ...by,
    ...result.facts,
  };
  put('spec.json', toJson(spec));
  put('scalars.json', toJson(result.scalars));
  if (Object.keys(result.arrays).length > 0) put(ARRAYS, toJson(result.arrays));
  put('series.csv', seriesToCsv(result.series));
  put('weights.npz', weightsNpz(result));
  if (result.snapshots.length > 0) put('snapshots.npz', snapshotsNpz(result.snapshots));
  put('manifest.json', toJson(manifest));
  rmSync(join(folder, id), { recursive: true, force: true });
  renameSync(draft, join(folder, id));
}

const weightsNpz = ({ weights, shapes }: Result): Uint8Array =>
  writeNpz(Object.fromEntries(weights.map((w, i) => [`p${i}`, ndarray(w, shapes[i]!)])));

function readRun(folder: string, id: string): Run {
  const { ending, because, ...manifest } = readJson(folder, id, 'manifest.json') as Manifest &
    Pick<Run, 'ending' | 'because'>;
  return {
    id,
    spec: readJson(folder, id, 'spec.json') as RunSpec,
    ending,
    because,
    series: seriesFromCsv(readFileSync(join(folder, id, 'series.csv'), 'utf8')),
    scalars: readJson(folder, id, 'scalars.json') as Scalars,
    arrays: existsSync(join(folder, id, ARRAYS)) ? (readJson(folder, id, ARRAYS) as Arrays) : {},
    manifest,
    snapshots: readSnapshots(join(folder, id, 'snapshots.npz')),
  };
}

const readJson = (folder: string, id: string, name: string): unknown =>
  fromJson(readFileSync(join(folder, id, name), 'utf8'));
