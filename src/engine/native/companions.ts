import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { partialFolder, publish } from './cache.ts';
import type { Exec } from './exec.ts';
import { type Companion, megabytes, type WheelPin } from './pins.ts';
import { unzip } from './unzip.ts';
import { fetchWheel, type Pip } from './wheel.ts';

/** The file in a companion's folder that has the hash of the wheel it came from: without it the folder is not whole. */
const STAMP = '.wheel';

/** Where a companion lies: beside the folder of TensorFlow, where TensorFlow looks for it. */
const placeOf = (root: string, folder: string): string => join(dirname(root), 'nvidia', folder);

/** The companions of a TensorFlow at `root` that are not there, or from another wheel. */
export const missingCompanions = (
  root: string,
  { companions = [] }: WheelPin,
): readonly Companion[] =>
  companions.filter(({ folder, sha256 }) => stampIn(placeOf(root, folder)) !== sha256);

function stampIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, STAMP), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Downloads, checks and unpacks what is missing, one wheel after the other; throws SetupFailure where that fails. */
export async function installCompanions(
  root: string,
  pin: WheelPin,
  pip: Pip,
  {
    exec,
    env,
    log,
    progress,
  }: {
    readonly exec: Exec;
    readonly env: Record<string, string | undefined>;
    readonly log: (line: string) => void;
    readonly progress: (stage: string, fraction: number) => void;
  },
): Promise<void> {
  const missing = missingCompanions(root, pin);
  for (const [i, one] of missing.entries()) {
    const final = placeOf(root, one.folder);
    const partial = await partialFolder(dirname(root));
    try {
      log(`Downloading ${one.folder} (${i + 1} of ${missing.length}, ${megabytes(one)}) …`);
      const wheel = await fetchWheel(one, partial, pip, { exec, env }, (fraction) =>
        progress('downloading', fraction),
      );
      const unpacked = join(partial, 'unpacked');
      const start = `nvidia/${one.folder}/`;
      await unzip(
        wheel,
        unpacked,
        (name) => (name.startsWith(start) ? name.slice(start.length) : null),
        (fraction) => progress('unpacking', fraction),
      );
      await writeFile(join(unpacked, STAMP), `${one.sha256}\n`);
      await mkdir(dirname(final), { recursive: true });
      await publish(unpacked, final, () => stampIn(final) === one.sha256);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }
}
