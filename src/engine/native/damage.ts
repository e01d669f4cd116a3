import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readFileSync, statSync } from 'node:fs';
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
  const parts: readonly (readonly [string, string | undefined, string])[] = [
    [cc, pin.sums.cc, root],
    [framework, pin.sums.framework, root],
    ...(isThere(sum) ? [[addon, textOf(sum), dirname(addon)] as const] : []),
  ];
  const found: Damage[] = [];
  for (const [file, expected, folder] of parts)
    if (isThere(file) && (await sumOf(file)) !== (expected ?? null)) found.push({ file, folder });
  return found;
}

/** Also a link that leads nowhere is there. */
const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** The SHA-256 of what is there; undefined of what cannot be read, such as a folder. */
const sumOf = async (file: string): Promise<string | undefined> =>
  isFile(file) ? sha256Of(file) : undefined;

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // It is gone, or a link that leads nowhere.
    return false;
  }
}

function textOf(file: string): string | undefined {
  return isFile(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Deletes damaged parts, so that the set-up makes them again. */
export async function discard(damages: readonly Damage[]): Promise<void> {
  for (const { folder } of damages) await rm(folder, { recursive: true, force: true });
}
