import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CachePaths } from './cache.ts';
import type { WheelPin } from './pins.ts';

/** A part of the cache that is not what was put there. */
export interface Damage {
  readonly file: string;
  /** The folder to delete, after which the set-up makes the part again. */
  readonly folder: string;
}

/** SHA-256 of a file in hexadecimal, read as a stream. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Where the SHA-256 of a compiled addon is kept: it is compiled here, so nobody else could know it. */
export const addonSum = (addon: string): string => `${addon}.sha256`;

/**
 * The parts of a cached TensorFlow whose SHA-256 is not the one that it had when it was put there; reads 850 MB, in a
 * second or two. A part that is not there is not damaged.
 */
export async function damageIn(paths: CachePaths, pin: WheelPin): Promise<readonly Damage[]> {
  const { root, cc, framework, addon } = paths;
  const sum = addonSum(addon);
  const parts: readonly (readonly [string, string, string])[] = [
    [cc, pin.sums.cc, root],
    [framework, pin.sums.framework, root],
    ...(existsSync(sum)
      ? [[addon, readFileSync(sum, 'utf8').trim(), dirname(addon)] as const]
      : []),
  ];
  const found: Damage[] = [];
  for (const [file, expected, folder] of parts)
    if (existsSync(file) && (await sha256Of(file)) !== expected) found.push({ file, folder });
  return found;
}

/** Deletes damaged parts, so that the set-up makes them again. */
export async function discard(damages: readonly Damage[]): Promise<void> {
  for (const { folder } of damages) await rm(folder, { recursive: true, force: true });
}
