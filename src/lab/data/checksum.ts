import { createHash } from 'node:crypto';
import { InputError } from '../../core/error.ts';

/** SHA-256 of the bytes, in lower-case hexadecimal. */
export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * The SHA-256 of a file's uncompressed bytes, compared with the pinned one.
 *
 * @throws InputError where they differ.
 */
export function verified(bytes: Uint8Array, file: string, expected: string): string {
  const found = sha256(bytes);
  if (found !== expected) {
    throw new InputError(
      `wrong data in ${file}: SHA-256 of its uncompressed bytes is ${found}, expected ` +
        `${expected}; replace the file with the published one`,
    );
  }
  return found;
}
