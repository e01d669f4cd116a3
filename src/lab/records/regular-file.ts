import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { codeOf } from '../../core/disk-error.ts';
import { reason } from '../../core/error.ts';

/**
 * The bytes of a file that is one: no folder, no link, no pipe; of `size` bytes where that is known.
 *
 * @throws Error, with what is wrong in a few words
 */
export function readRegular(path: string, size?: number): Buffer {
  const found = kindOf(path);
  if (found.kind !== 'a file')
    throw new Error(found.kind === 'nothing' ? 'is missing' : `is ${found.kind}, not a file`);
  const there = found.stats!.size;
  if (size !== undefined && there !== size)
    throw new Error(there === 0 ? 'is empty' : `has ${there} bytes, not ${size}`);
  if (there > LARGEST) throw new Error(`has ${there} bytes, more than are read`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`cannot be read (${codeOf(error) ?? reason(error)})`);
  }
}

/** What lies at a path, links not followed. */
export function kindOf(path: string): { readonly kind: Kind; readonly stats?: Stats } {
  try {
    const stats = lstatSync(path);
    return { kind: stats.isFile() ? 'a file' : kindOfOther(stats), stats };
  } catch (error) {
    const code = codeOf(error);
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : 'out of reach' };
  }
}

type Kind = 'nothing' | 'out of reach' | 'a file' | 'a folder' | 'a symbolic link' | 'a device';

const kindOfOther = (stats: Stats): Kind =>
  stats.isDirectory() ? 'a folder' : stats.isSymbolicLink() ? 'a symbolic link' : 'a device';

/** Bytes that Node reads at once. */
const LARGEST = 2 ** 31 - 1;
