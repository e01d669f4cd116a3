import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { methodEntry } from '../methods/registry.ts';
import { type Keys, mapAxis } from '../spec/axis.ts';
import { entryKeys } from '../spec/data.ts';
import { MODULES } from '../spec/field.ts';
import { type Issue, type Path, pathName } from '../spec/issue.ts';
import { networkKeys } from '../spec/network-keys.ts';
import type { ExperimentFile, MethodEntry } from './format.ts';
import { fileKeys, namedFiles, pathsAt } from './input-files.ts';

/**
 * Makes every path of a user's own file absolute. `folderOf` gives the folder that a relative path at a node counts
 * from: the experiment file's, or the working one for what came from the command line.
 */
export function resolveInputFiles(
  file: ExperimentFile,
  folderOf: (path: Path) => string,
): ExperimentFile {
  const resolved = <E extends object>(entry: E, keys: Keys, at: Path): E => {
    const absolute = fileKeys(keys).flatMap(([key]) => {
      const paths = pathsAt(entry, key);
      return paths === undefined
        ? []
        : [
            [
              key,
              mapAxis(paths, [...at, key], (one, node) => resolve(folderOf(node), one)),
            ] as const,
          ];
    });
    return { ...entry, ...Object.fromEntries(absolute) };
  };
  const ofMethod = (entry: MethodEntry, at: Path) =>
    resolved(entry, methodEntry(entry.method).keys, at);
  return {
    ...file,
    data: mapAxis(file.data, ['data'], (entry, at) =>
      typeof entry === 'string' ? entry : resolved(entry, entryKeys, at),
    ),
    network:
      file.network &&
      mapAxis(file.network, ['network'], (entry, at) =>
        typeof entry === 'string' ? entry : resolved(entry, networkKeys, at),
      ),
    ...(file.start && {
      start: { ...file.start, method: ofMethod(file.start.method, ['start', 'method']) },
    }),
    methods: file.methods.map((entry, i) => ofMethod(entry, ['methods', i])),
  };
}

/** The files of an entry, at `at`, that are not there, or have another ending than they must. */
export const missingFiles = (entry: object, keys: Keys, at: Path): Issue[] =>
  namedFiles(entry, keys, at).flatMap(({ key, kind: { holds }, node: { value, path } }) => {
    const name = pathName([...at, key]);
    const shown = JSON.stringify(value);
    if (holds === 'arrays' && extname(value) !== '.npz') {
      const text = `${name} must end in .npz, got ${shown}: give a NumPy .npz file`;
      return [{ path, text }];
    }
    if (holds === 'module' && !MODULES.includes(extname(value))) {
      const text = `${name} must end in ${MODULES.join(', ')}, got ${shown}: give a module of TypeScript or JavaScript`;
      return [{ path, text }];
    }
    const text = `${name} ${shown} does not exist: give the path of a file that does`;
    return existsSync(value) ? [] : [{ path, text }];
  });
