import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onDisk } from '../../core/disk-error.ts';
import { STAMP } from './passing.ts';

/**
 * The time of a folder's file system, in milliseconds: that of what is made in it now. Ages of its files are differences to it; the clocks
 * of the machines that share it may be any.
 *
 * @throws DiskError where nothing can be made in it
 */
export function timeOf(folder: string): number {
  const stamp = onDisk(folder, () => mkdtempSync(join(folder, STAMP)));
  try {
    return statSync(stamp).mtimeMs;
  } finally {
    rmSync(stamp, { recursive: true, force: true });
  }
}
