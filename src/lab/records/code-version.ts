import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type SourceFile, sourceClosure } from './source-closure.ts';

/**
 * What executes a run, what reads its data, and what opens the engine that it runs on; all else that affects
 * numbers they import.
 */
export const ENTRIES = ['lab/run/execute', 'lab/data/sources', 'engine/backend'];

/**
 * 16 hex digits of the SHA-256 of the code that affects numbers: what executes a run and all that it imports,
 * as it stands beside this file, without comments, layout and messages to people.
 */
export const codeVersion = (): string =>
  versionOf(sourceClosure(fileURLToPath(new URL('../..', import.meta.url)), ENTRIES));

/** 16 hex digits of the SHA-256 of what these files say. */
export function versionOf(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { path, code } of files) hash.update(JSON.stringify([path, ...code]));
  return hash.digest('hex').slice(0, 16);
}
