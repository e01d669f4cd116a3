/**
 * Processor time of the quickstart's runs by phase, in one process, as a worker does them. Prints one JSON line:
 * `node --import tsx bench/profile.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../src/engine/backend.ts';
import { nativeBackend } from '../src/engine/tensors/native-backend.ts';
import { readExperiment } from '../src/lab/experiment/read.ts';
import { worker } from '../src/lab/runner/worker.ts';
import type { ProfileRow } from './profile-table.ts';

const begun = seconds();
await openEngine('native');
const rows = new Map<string, { -readonly [K in keyof ProfileRow]: ProfileRow[K] }>();
rowOf('engine').total = seconds() - begun;

let phase = 'data';
let since = seconds();
const backend = nativeBackend()!;
timed('runSavedModel', 'graphs');
timed('loadSavedModelMetaGraph', 'loading');

const folder = mkdtempSync(join(tmpdir(), 'flowlab-profile-'));
const work = worker(
  { env: process.env, nodeVersion: process.versions.node },
  {
    stopAsked: () => false,
    say(report) {
      if (report.kind === 'failed') throw new Error(report.message);
      if (report.kind === 'progress') enter(report.phase);
    },
  },
);
const places = { cacheDir: join(homedir(), '.cache', 'flowlab'), baseDir: '.' };
for (const [i, spec] of readExperiment('experiments/quickstart.yaml').specs.entries()) {
  enter('data');
  const job = { id: `run-${i}`, spec, folder, engine: 'native', places, threads: {} };
  await work({ ...job, checkpointEvery: 60 } as unknown as Parameters<typeof work>[0]);
}
enter('data');
rmSync(folder, { recursive: true });
console.log(JSON.stringify([...rows.values()]));

function enter(next: string): void {
  const now = seconds();
  rowOf(phase).total += now - since;
  [phase, since] = [next, now];
}

function rowOf(name: string) {
  const row = rows.get(name) ?? { phase: name, total: 0, graphs: 0, loading: 0, calls: 0 };
  rows.set(name, row);
  return row;
}

/** Adds the processor time of a call of the backend to the phase at hand. */
function timed(name: 'runSavedModel' | 'loadSavedModelMetaGraph', as: 'graphs' | 'loading'): void {
  const original = backend[name].bind(backend) as (...args: unknown[]) => never;
  Object.assign(backend, {
    [name]: (...args: unknown[]) => {
      const start = seconds();
      const out = original(...args);
      rowOf(phase)[as] += seconds() - start;
      if (as === 'graphs') rowOf(phase).calls++;
      return out;
    },
  });
}

/** Of the processor, by this process. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
