import { readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { reason, SetupFailure } from './failure.ts';
import type { WheelPin } from './pins.ts';

/** Node-API version that the addon is built for and that node-pre-gyp looks for. */
export const NAPI_VERSION = 8;

/** Where the parts of one TensorFlow lie in the cache. */
export interface CachePaths {
  readonly root: string;
  readonly cc: string;
  readonly framework: string;
  readonly include: string;
  readonly addon: string;
}

/**
 * The places in the cache: `<cacheDir>/tensorflow-<version>-<platform>-<arch>/…`, the addon in a
 * folder named after the version of tfjs-node and of Node-API, so that no key can be mistaken.
 */
export function cachePaths(cacheDir: string, pin: WheelPin, tfjsVersion: string): CachePaths {
  const arch = pin.platformTag.replace(/^manylinux_\d+_\d+_/, '');
  const root = resolve(cacheDir, `tensorflow-${pin.version}-linux-${arch}`);
  return {
    root,
    cc: join(root, 'libtensorflow_cc.so.2'),
    framework: join(root, 'libtensorflow_framework.so.2'),
    include: join(root, 'include'),
    addon: join(root, `tfjs-node-${tfjsVersion}-napi${NAPI_VERSION}`, 'tfjs_binding.node'),
  };
}

/** Whether both libraries are there in full: their sizes in bytes equal the pinned ones. */
export function libraryReady(paths: CachePaths, pin: WheelPin): boolean {
  return bytes(paths.cc) === pin.libraries.cc && bytes(paths.framework) === pin.libraries.framework;
}

/** Whether the compiled addon is there. */
export function addonReady(paths: CachePaths): boolean {
  return bytes(paths.addon) > 0;
}

/** A new folder with a name of its own; throws SetupFailure with the `remedy` where `parent` cannot be written. */
export async function partialFolder(
  parent: string,
  remedy = 'name another one in XDG_CACHE_HOME',
): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, PARTIAL));
  } catch (error) {
    throw new SetupFailure(`The folder ${parent} cannot be written (${reason(error)}); ${remedy}.`);
  }
}

/** Throws SetupFailure where fewer than `needed` bytes are free on the disk of `folder`. */
export async function checkSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const gigabytes = (n: number) => (n / 1e9).toFixed(1);
  throw new SetupFailure(
    `TensorFlow needs ${gigabytes(needed)} GB free for a moment and ${dirname(folder)} has ` +
      `${gigabytes(free)} GB; make room, or name another disk in XDG_CACHE_HOME.`,
  );
}

/**
 * Gives a finished folder its final name in one step, so that no one sees half of it.
 *
 * Where another process was faster, ours is discarded; what is there but not `ready` is replaced.
 */
export async function publish(partial: string, final: string, ready: () => boolean): Promise<void> {
  if (statSync(final, { throwIfNoEntry: false }) !== undefined && !ready()) {
    const aside = await partialFolder(dirname(final));
    await rename(final, join(aside, basename(final)));
    await rm(aside, { recursive: true, force: true });
  }
  try {
    await rename(partial, final);
  } catch (error) {
    if (!ready()) throw error;
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Deletes what a killed set-up left behind: partial folders beside `own`, in which nothing
 * changed for an hour. The age is counted from `own`, made a moment ago, not from a clock.
 */
export async function sweep(own: string): Promise<void> {
  const parent = dirname(own);
  const now = newest(own);
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(PARTIAL) || folder === own) continue;
    if (now - newest(folder) > HOUR) await rm(folder, { recursive: true, force: true });
  }
}

const PARTIAL = 'partial-';
const HOUR = 3600 * 1000; // ms; pip gives up on a silent connection much sooner

function bytes(file: string): number {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() ? stat.size : -1;
  } catch {
    return -1; // ENOTDIR: a part of the path is a file
  }
}

// A folder that changes while we look is alive, whatever its times say.
function newest(folder: string): number {
  try {
    const entries = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
    return Math.max(...entries.map((entry) => statSync(join(folder, entry)).mtimeMs));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
