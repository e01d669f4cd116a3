import process from 'node:process';
import { compiledCode } from '../../engine/backend.ts';
import { xlaCacheFlags } from '../../engine/native/xla-cache.ts';

/**
 * Has XLA keep what it compiles in this process in a user's cache; returns where, or undefined where it keeps nothing. TensorFlow
 * reads the setting as it loads.
 */
export function keepCompiled(cacheDir: string): string | undefined {
  const folder = compiledCode(cacheDir);
  const flags = xlaCacheFlags(folder, process.env.TF_XLA_FLAGS);
  if (flags === undefined) return undefined;
  process.env.TF_XLA_FLAGS = flags;
  return folder;
}
