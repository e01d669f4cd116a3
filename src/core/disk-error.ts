import { reason } from './error.ts';

/**
 * Files of the records cannot be written: not a run is at fault but the disk, and no other run would fare better.
 *
 * The message is one line: what, why, what to do.
 */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}

/**
 * Does what writes to `path`.
 *
 * @throws DiskError where the system refuses it
 */
export function onDisk<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const [why, remedy] = WORDS[code] ?? [reason(error), ANOTHER];
    throw new DiskError(
      `cannot write ${path}: ${why} (${code}); ${remedy} and give the same command again: what is finished is kept`,
    );
  }
}

/** The code of an error of the system, such as ENOENT; undefined of any other. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;

const ANOTHER = 'make the folder writable';
const FREE = 'free some space';
const AWAY = 'move that away';

const WORDS: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', FREE],
  EDQUOT: ['the quota of disk space is used up', FREE],
  EROFS: ['its file system is read-only', ANOTHER],
  EACCES: ['it is not allowed', ANOTHER],
  EPERM: ['it is not allowed', ANOTHER],
  ENOENT: ['its folder is gone', 'make the folder again'],
  EIO: ['the disk does not work', 'see to the disk, or choose another one'],
  EEXIST: ['something else has the name of its folder', AWAY],
  ENOTDIR: ['something else has the name of its folder', AWAY],
  EISDIR: ['a folder has its name', AWAY],
  ENAMETOOLONG: ['its name is too long', 'choose a shorter one'],
};
