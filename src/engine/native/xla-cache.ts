import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Bytes of compiled code that are kept, some hundreds of graphs; the oldest goes first. */
export const MOST_COMPILED = 200e6;
const DIRECTORY = '--tf_xla_persistent_cache_directory=';

/** The folder of compiled code below a user's cache: of one TensorFlow and one processor, since XLA writes code for the one it runs on. */
export const xlaCacheFolder = (cacheDir: string, tensorflow: string): string =>
  join(cacheDir, 'xla', `${tensorflow}-${processor()}`);

/** 12 hex digits of the processor's model and of what it can do. */
function processor(): string {
  const told = cpus()[0]?.model ?? 'unknown';
  return createHash('sha256').update(`${told}\n${abilities()}`).digest('hex').slice(0, 12);
}

/** What the kernel says that the processor can do; '' where it says nothing. */
function abilities(): string {
  try {
    return /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/**
 * TF_XLA_FLAGS by which XLA keeps what it compiled in this folder, which is made first and kept within bounds; what the user has set
 * stays. Undefined where the user has named a folder, or this one cannot be written: then nothing is kept.
 */
export function xlaCacheFlags(folder: string, set: string | undefined): string | undefined {
  if (set?.includes(DIRECTORY) === true) return undefined;
  try {
    mkdirSync(folder, { recursive: true });
    prune(folder, MOST_COMPILED);
  } catch {
    return undefined;
  }
  return [...(set ? [set] : []), `${DIRECTORY}${folder}`].join(' ');
}

/** Deletes the oldest files of a folder until the others have at most so many bytes. */
export function prune(folder: string, most: number): void {
  const files = filesIn(folder).sort((a, b) => b.mtimeMs - a.mtimeMs);
  let kept = 0;
  for (const { path, size } of files) {
    kept += size;
    if (kept > most) rmSync(path, { force: true });
  }
}

/** Deletes all files of a folder, which is then there, even if it was deleted meanwhile. */
export function clear(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { path } of filesIn(folder)) rmSync(path, { force: true });
}

/** Bytes in a folder of compiled code; 0 where it is not there. */
export const bytesIn = (folder: string): number =>
  filesIn(folder).reduce((sum, { size }) => sum + size, 0);

/** Other processes may delete files meanwhile. */
function filesIn(folder: string): { path: string; size: number; mtimeMs: number }[] {
  const names =
    statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
  return names.flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? [{ path, size: stat.size, mtimeMs: stat.mtimeMs }] : [];
  });
}
