import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { addonReady, cachePaths, libraryReady } from './cache.ts';
import { missingCompanions } from './companions.ts';
import { addonPlace, linkedCache, packageVersion } from './link.ts';
import { type Machine, thisMachine } from './machine.ts';

/** Whether native TensorFlow can be loaded here, and if not, why. */
export interface NativeStatus {
  readonly ready: boolean;
  /** Linked from the cache, put there by the package's own installer, or not there. */
  readonly how: 'linked' | 'package' | 'absent';
  /** Version of libtensorflow, for example "2.21.0"; null where it is not known. */
  readonly library: string | null;
  /** The library file; null where there is none. */
  readonly path: string | null;
  /** Plain sentences: what is missing and what to do. Empty where `ready`. */
  readonly missing: readonly string[];
}

/**
 * Looks whether native TensorFlow is set up. Takes about a millisecond: it loads no TensorFlow,
 * starts no process and asks no network. Never throws.
 */
export function nativeStatus(
  { cacheDir }: { readonly cacheDir: string },
  machine: Machine = thisMachine(),
): NativeStatus {
  const { packageDir, pin } = machine;
  if (packageDir === null) {
    return absent(`Native TensorFlow is not set up; run "${machine.command}".`);
  }
  const linked = pin === null ? null : linkedCache(packageDir, pin);
  if (
    pin !== null &&
    linked !== null &&
    libraryReady(linked, pin) &&
    addonReady(linked) &&
    missingCompanions(linked.root, pin).length === 0
  ) {
    return { ready: true, how: 'linked', library: pin.version, path: linked.cc, missing: [] };
  }
  const own = ownLibrary(packageDir);
  if (own !== null) {
    const library = /(\d+\.\d+\.\d+)/.exec(basename(own))?.[1] ?? null;
    return { ready: true, how: 'package', library, path: own, missing: [] };
  }
  const cached = pin && libraryReady(cachePaths(cacheDir, pin, packageVersion(packageDir)), pin);
  return absent(
    cached
      ? `TensorFlow ${pin.version} is in the cache but not linked into node_modules; ` +
          `run "${machine.command}", which downloads nothing.`
      : `Native TensorFlow is not set up; run "${machine.command}".`,
  );
}

/** The status of a machine without native TensorFlow, for the given reasons. */
export function absent(...missing: readonly string[]): NativeStatus {
  return { ready: false, how: 'absent', library: null, path: null, missing };
}

const LIBRARIES = [
  'libtensorflow.so',
  'libtensorflow.so.2',
  'libtensorflow.2.dylib',
  'libtensorflow.dylib',
  'tensorflow.dll',
];

// The package's own installer leaves files; a link in the addon's place is one of ours, and stale.
function ownLibrary(packageDir: string): string | null {
  if (!isFile(addonPlace(packageDir))) return null;
  const places = LIBRARIES.map((name) => join(packageDir, 'deps', 'lib', name));
  const found = places.find((place) => existsSync(place));
  return found === undefined ? null : realpathSync(found);
}

function isFile(place: string): boolean {
  try {
    return lstatSync(place).isFile();
  } catch {
    return false;
  }
}
