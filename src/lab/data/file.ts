import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError, reason } from '../../core/error.ts';
import { type Arrays, parseNpz } from '../../problems/data/npz.ts';

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

/** Bytes that a gzip stream may unpack to: a few packed ones may stand for more than a machine holds. */
const LARGEST = 2 ** 30;

/**
 * A file's bytes, uncompressed if it is gzipped (by its first two bytes, not by its name).
 *
 * @throws InputError where the file cannot be read or its gzip stream is damaged.
 */
export const readBytes = (file: string): Uint8Array => uncompressed(readRaw(file), file);

/**
 * The bytes of a file, uncompressed if they are gzipped; `file` names it in messages.
 *
 * @throws InputError where the gzip stream is damaged, or goes on for more than `most` bytes.
 */
export function uncompressed(bytes: Uint8Array, file: string, most = LARGEST): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new InputError(
        `${file} has ${bytes.length} bytes and unpacks to more than ${most} bytes; if that is right, unpack it yourself`,
      );
    throw new InputError(
      `damaged gzip file ${file}: ${reason(error)} after ${bytes.length} bytes; fetch it again`,
    );
  }
}

/**
 * The arrays of an `.npz` file, by name.
 *
 * @throws InputError where it cannot be read, is no zip archive, or a member is no array.
 */
export const readNpz = (file: string): Arrays => parseNpz(readRaw(file), file);
