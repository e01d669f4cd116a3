import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../core/error.ts';

/**
 * The absolute path of a user's own file or folder.
 *
 * @throws InputError where nothing lies there.
 */
export function existing(path: string, baseDir: string): string {
  const absolute = resolve(baseDir, path);
  if (!existsSync(absolute)) {
    throw new InputError(
      `no data at ${absolute}; check data.path, which is read relative to ${resolve(baseDir)}`,
    );
  }
  return absolute;
}

/** A file's bytes as they are; throws InputError where it cannot be read. */
export function readRaw(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new InputError(`cannot read ${file}: ${reason(error)}; give a readable file`);
  }
}

/**
 * A file's bytes, uncompressed if it is gzipped (by its first two bytes, not by its name).
 *
 * @throws InputError where the file cannot be read or its gzip stream is damaged.
 */
export function readBytes(file: string): Uint8Array {
  const bytes = readRaw(file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(
      `damaged gzip file ${file}: ${reason(error)} after ${bytes.length} bytes; fetch it again`,
    );
  }
}

/** The first line of what went wrong. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] as string;
