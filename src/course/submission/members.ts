import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import { kindOf, readRegular } from '../../lab/records/regular-file.ts';
import { packedMembers } from '../../problems/data/zip.ts';

/** A file of a submission, not read yet. */
export interface Member {
  /** From the submission's top, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  read(): Uint8Array;
}

/** What a submission may be at the most. */
export const limits = {
  zipBytes: 256 * 2 ** 20,
  files: 20_000,
  depth: 8,
  fileBytes: 32 * 2 ** 20,
  allBytes: 512 * 2 ** 20,
} as const;

/**
 * The files of a submission, a zip or a folder.
 *
 * @throws InputError where it is neither, is larger than is read, or has a name that leads out of it
 */
export function membersOf(path: string): readonly Member[] {
  const members = kindOf(path).kind === 'a folder' ? inFolder(path, '', 0) : inZip(path);
  if (members.length > limits.files) throw refused(path, `has more than ${limits.files} files`);
  for (const { name } of members)
    if (/^[/\\]|^[a-z]:|\\|\0/i.test(name) || name.split('/').includes('..'))
      throw refused(path, `has a file ${JSON.stringify(name)}, which leads out of its folder`);
  return members;
}

/** The bytes that the members of a zip inside a submission say they have, as of weights. */
export const unpackedBytes = (bytes: Uint8Array): number =>
  packedMembers(bytes, 'a zip').reduce((sum, { size }) => sum + size, 0);

/** What keeps a submission from being read, as one line. */
export const refused = (path: string, why: string): InputError =>
  new InputError(`${path} ${why}: zip the folder of the assignment again, and hand that in`);

function inZip(path: string): readonly Member[] {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > limits.zipBytes) throw refused(path, `has ${size} bytes, more than are read`);
  try {
    const bytes = readFileSync(path);
    const members = packedMembers(bytes, path);
    if (members.length > limits.files) throw new Error(`has more than ${limits.files} files`);
    return members
      .filter(({ name }) => !name.endsWith('/'))
      .map(({ name, size: unpacked, bytes: read }) => ({ name, bytes: unpacked, read }));
  } catch (error) {
    throw refused(path, `cannot be unpacked (${reason(error)})`);
  }
}

/** Links are left out: what they lead to is no part of the submission. */
function inFolder(folder: string, at: string, depth: number): readonly Member[] {
  if (depth > limits.depth) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Member[] => {
    const path = join(folder, entry.name);
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) return inFolder(path, name, depth + 1);
    if (!entry.isFile()) return [];
    const bytes = statSync(path).size;
    return [{ name, bytes, read: () => readRegular(path) }];
  });
}
