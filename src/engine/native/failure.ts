/**
 * A step of the set-up that this machine does not allow.
 *
 * The message is one plain sentence: what is missing and what to do. `ensureNative` turns it into
 * a line of `NativeStatus.missing`; it never reaches the user as an exception.
 */
export class SetupFailure extends Error {
  override readonly name = 'SetupFailure';
}

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'read-only file system',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'something else has that name',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

/** Why a file-system call failed, in words where the code is a usual one: "no permission". */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return (code !== undefined && MEANINGS[code]) || firstLine(String((error as Error)?.message));
}

/** One sentence for any error that stopped the set-up, for `NativeStatus.missing`. */
export function sentence(error: unknown): string {
  if (error instanceof SetupFailure) return error.message;
  const path = (error as NodeJS.ErrnoException | null)?.path;
  const where = path === undefined ? '' : ` at ${path}`;
  return `The set-up of TensorFlow stopped${where}: ${reason(error)}.`;
}

/** The first non-empty line of a text, at most 300 characters, so that a message stays one line. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.trim().slice(0, 300);
}
