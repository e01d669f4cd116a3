import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { DataPlaces } from '../../lab/data/places.ts';

/** The per-user cache: $XDG_CACHE_HOME/flowlab, by default ~/.cache/flowlab. */
export const cacheDir = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flowlab');

/** Where data may lie for a command run here; FLOWLAB_OFFLINE=1 forbids downloads. */
export const dataPlaces = (): DataPlaces => ({
  cacheDir: cacheDir(),
  baseDir: process.cwd(),
  offline: process.env.FLOWLAB_OFFLINE === '1',
});

/** The experiments that come with the lab. */
export const bundledExperiments = fileURLToPath(new URL('../../../experiments', import.meta.url));

/** The entry file of a child process: in `processes`, in whichever form this file runs. */
export const childEntry = (name: 'worker' | 'prober' | 'selftester' | 'surveyor'): string =>
  fileURLToPath(
    new URL(
      `../processes/${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
      import.meta.url,
    ),
  );

/** Cores that this process may use. */
export const cores = (): number => availableParallelism();

/**
 * The environment of child processes: so many operations at a time, each by one thread unless the user or `intraOp` says
 * otherwise, TensorFlow's chatter off. Whatever else the user has set stays.
 */
export const workerEnvironment = (
  threads: number,
  intraOp?: number,
): Record<string, string | undefined> => ({
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_ENABLE_ONEDNN_OPTS: '1',
  ...process.env,
  TF_NUM_INTEROP_THREADS: String(threads),
  TF_NUM_INTRAOP_THREADS: String(intraOp ?? (process.env.TF_NUM_INTRAOP_THREADS || 1)),
});
