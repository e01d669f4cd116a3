import { relative } from 'node:path';

/** A path below the working folder as it is typed there; any other as it is. */
export function nearby(path: string): string {
  const near = relative('.', path);
  return near.startsWith('..') || near === '' ? path : near;
}
