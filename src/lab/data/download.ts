import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onDisk } from '../../core/disk-error.ts';
import { InputError, reason } from '../../core/error.ts';
import type { DatasetCard } from './card.ts';
import { verified } from './checksum.ts';
import { cacheOf, fileNames } from './dataset-files.ts';
import type { DataPlaces, Log } from './places.ts';

/**
 * Fetches the gzipped files of a dataset from the folder at `address` into the cache, and returns their folder there.
 *
 * Each is verified before it takes its final name, so a stopped download leaves no broken file and
 * two processes may fetch at once.
 *
 * @throws InputError where downloads are forbidden, the address does not answer, or the bytes are
 *   not the published ones; DiskError where they cannot be kept
 */
export async function download(
  card: DatasetCard,
  address: string,
  { cacheDir, offline = false }: DataPlaces,
  log: Log,
): Promise<string> {
  const folder = cacheOf(card, cacheDir);
  const names = fileNames(card);
  const remedy =
    `put ${names.map((file) => `${file}.gz`).join(', ')} into ${folder}, or set data.path to ` +
    'their folder';
  if (offline) {
    throw new InputError(`${card.title} is not on this machine and downloads are off; ${remedy}`);
  }
  onDisk(folder, () => mkdirSync(folder, { recursive: true }));
  const partial = onDisk(folder, () => mkdtempSync(join(folder, '.partial-')));
  try {
    for (const file of names) {
      const from = `${address}/${file}.gz`;
      log(`downloading ${from}`);
      const bytes = await fetched(from).catch((error) => {
        throw new InputError(
          `cannot download ${card.title} from ${from}: ${cause(error)}; ${remedy}`,
        );
      });
      verified(unzipped(bytes, from), from, card.checksums[file] ?? 'none');
      onDisk(folder, () => {
        writeFileSync(join(partial, file), bytes);
        renameSync(join(partial, file), join(folder, `${file}.gz`));
      });
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

async function fetched(address: string): Promise<Uint8Array> {
  // 26 MB at 1 Mbit/s take 220 s; a server that is silent for longer will not answer.
  const response = await fetch(address, { signal: AbortSignal.timeout(300_000) });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

function unzipped(bytes: Uint8Array, address: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: 2 ** 30 });
  } catch (error) {
    throw new InputError(`damaged gzip file ${address}: ${reason(error)}; fetch it again`);
  }
}

// `fetch` says only "fetch failed" and hides the reason, such as ENOTFOUND, in its cause.
const cause = (error: unknown): string =>
  reason(error instanceof Error && error.cause instanceof Error ? error.cause : error);
