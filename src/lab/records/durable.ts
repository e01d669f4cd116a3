import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf, onDisk } from '../../core/disk-error.ts';
import { DRAFT } from './passing.ts';

type Content = string | Uint8Array;

/**
 * Writes a file, which is the old one or the new one whole, never a part, and is on the disk when this returns. Where one process alone writes
 * it, the draft may have a name of its own, so that a draft that a killed one left is written over.
 *
 * @throws DiskError where it cannot be written; nothing is left of it then
 */
export const writeFileWhole = (file: string, content: Content, draft?: string): void =>
  whole(file, (at) => writeSynced(at, content), draft);

/**
 * Writes a folder of files, which appears whole or not at all in the place of what is there, and is on the disk when this
 * returns. Others may read it as far as the user's umask lets them.
 *
 * @throws DiskError where it cannot be written; nothing is left of it then
 */
export const writeFolderWhole = (path: string, files: ReadonlyMap<string, Content>): void =>
  whole(path, (draft) => {
    mkdirSync(draft);
    for (const [name, content] of files) writeSynced(join(draft, name), content);
    syncFolder(draft);
  });

function whole(path: string, write: (draft: string) => void, draft = besides(path)): void {
  onDisk(path, () => {
    try {
      rmSync(draft, { recursive: true, force: true });
      write(draft);
      putInPlace(draft, path);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
}

/**
 * Gives what lies at a path another name beside it, and tells which.
 *
 * @throws DiskError where it cannot be renamed
 */
export function setAside(path: string): string {
  const name = replacedName(path);
  onDisk(path, () => renameSync(path, name));
  return basename(name);
}

const replacedName = (path: string): string => `${path}.replaced-${randomUUID().slice(0, 8)}`;

const besides = (path: string): string => join(dirname(path), `${DRAFT}${randomUUID()}`);

function writeSynced(file: string, content: Content): void {
  const handle = openSync(file, 'wx');
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts a draft in the place of what is there, which is removed after; but what is of another kind, or a folder with
 * files that the draft does not have, was not written here, and is kept beside under another name.
 */
function putInPlace(draft: string, path: string): void {
  const asides: string[] = [];
  while (!moved(draft, path)) {
    // Another process may put its own there meanwhile.
    if (asides.length === 5) renameSync(draft, path);
    const aside = besides(path);
    if (moved(path, aside)) asides.push(aside);
  }
  const names = namesIn(path);
  for (const aside of asides) {
    const others = namesIn(aside);
    const foreign = (names === undefined) !== (others === undefined);
    if (foreign || others?.some((name) => names?.includes(name) !== true))
      renameSync(aside, replacedName(path));
    else rmSync(aside, { recursive: true, force: true });
  }
}

/** Renames; false where something is in the way, or nothing is there. */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (!IN_THE_WAY.has(codeOf(error) ?? '')) throw error;
    return false;
  }
}

const IN_THE_WAY: ReadonlySet<string> = new Set([
  ...['ENOTEMPTY', 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENOENT'],
]);

/** The names in a folder; undefined of a file, or of a link. */
const namesIn = (path: string): readonly string[] | undefined =>
  lstatSync(path).isDirectory() ? readdirSync(path) : undefined;

/** Has the names in a folder on the disk, where the system can do that. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    // Windows opens no folders, and some file systems sync none.
    if (!['EPERM', 'EISDIR', 'EINVAL', 'EACCES'].includes(codeOf(error) ?? '')) throw error;
  }
}
