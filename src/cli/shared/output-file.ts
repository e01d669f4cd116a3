import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { onDisk } from '../../core/disk-error.ts';
import { InputError } from '../../core/error.ts';
import { note } from './output.ts';

/** Throws InputError unless a file can be made at `path`, in place of what is there only with `force`. */
export function mustBeFree(path: string, force: boolean): void {
  if (existsSync(path) && !force) {
    throw new InputError(`${path} exists: choose another file, or overwrite it with --force`);
  }
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch {
    throw new InputError(`cannot write to ${dirname(resolve(path))}; choose another file`);
  }
}

/** Writes a file that {@link mustBeFree} allowed, and says so. */
export function writeOut(path: string, content: string, force: boolean): void {
  onDisk(path, () => writeFileSync(path, content, { flag: force ? 'w' : 'wx' }));
  note(`Written: ${path}`);
}
