import { randomUUID } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CachePaths, cachePaths, NAPI_VERSION } from './cache.ts';
import { reason, SetupFailure } from './failure.ts';
import type { WheelPin } from './pins.ts';

/** Where tfjs-node looks for its addon (by @mapbox/node-pre-gyp, from `binary` in package.json). */
export function addonPlace(packageDir: string): string {
  return join(packageDir, 'lib', `napi-v${NAPI_VERSION}`, 'tfjs_binding.node');
}

/** The version of tfjs-node in a package folder, as its package.json says. */
export function packageVersion(packageDir: string): string {
  return JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')).version;
}

/**
 * Puts links to the cached TensorFlow into the package folder; takes milliseconds.
 *
 * Stale links, files and folders in their places are replaced, each in one step. Throws
 * SetupFailure where the folder cannot be written.
 */
export async function linkPackage(packageDir: string, paths: CachePaths): Promise<void> {
  try {
    for (const folder of ['deps', join('deps', 'lib'), 'lib', dirname(addonPlace(''))]) {
      await realFolder(join(packageDir, folder));
    }
    for (const [place, target] of links(packageDir, paths)) {
      if (linkTarget(place) !== target) await replace(place, target);
    }
  } catch (error) {
    throw new SetupFailure(
      `TensorFlow is in the cache, but ${packageDir} cannot be written (${reason(error)}); ` +
        'run the set-up once as the owner of that folder.',
    );
  }
}

/**
 * The cache that a package folder is linked to; null where it is not, or not wholly, or to another
 * version. It may be another cache than the one the caller would choose: what works is kept.
 */
export function linkedCache(packageDir: string, pin: WheelPin): CachePaths | null {
  const target = linkTarget(addonPlace(packageDir));
  if (target === null) return null;
  const cacheDir = dirname(dirname(dirname(target)));
  const paths = cachePaths(cacheDir, pin, packageVersion(packageDir));
  const whole = links(packageDir, paths).every(([place, to]) => linkTarget(place) === to);
  return whole ? paths : null;
}

function links(packageDir: string, paths: CachePaths): readonly (readonly [string, string])[] {
  const library = join(packageDir, 'deps', 'lib');
  return [
    [join(library, 'libtensorflow.so'), paths.cc],
    [join(library, 'libtensorflow.so.2.9.1'), paths.cc], // the name that its installer looks for
    [join(library, basename(paths.cc)), paths.cc],
    [join(library, 'libtensorflow_framework.so'), paths.framework],
    [join(library, basename(paths.framework)), paths.framework],
    [join(packageDir, 'deps', 'include'), paths.include],
    [addonPlace(packageDir), paths.addon], // last: with it the package counts as linked
  ];
}

function linkTarget(place: string): string | null {
  try {
    return readlinkSync(place);
  } catch {
    return null;
  }
}

// A folder that is itself a link would lead our links into someone else's place.
async function realFolder(folder: string): Promise<void> {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) await rm(folder);
  await mkdir(folder, { recursive: true });
}

async function replace(place: string, target: string): Promise<void> {
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) {
    await rm(place, { recursive: true }); // a link cannot be renamed over a folder
  }
  const fresh = `${place}.${randomUUID()}`;
  await symlink(target, fresh);
  await rename(fresh, place).catch(async (error) => {
    await rm(fresh, { force: true });
    throw error;
  });
}
