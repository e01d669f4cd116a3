import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { diagonalKeys } from '../methods/diagonals.ts';
import type { ExperimentFile } from './format.ts';
import type { Path, Problem } from './issue.ts';

/**
 * Makes `data.path`, `network.init` and every `preconditioner` and `diffusion` absolute. `folderOf` gives the folder that a relative path at
 * a node counts from: the experiment file's, or the working one for what came from the command line.
 */
export const resolveOwnFiles = (
  file: ExperimentFile,
  folderOf: (path: Path) => string,
): ExperimentFile => {
  const absolute = (path: string, at: Path) => resolve(folderOf(at), path);
  return {
    ...file,
    data: mapAxis(file.data, ['data'], (entry, at) =>
      typeof entry === 'string' || entry.path === undefined
        ? entry
        : { ...entry, path: mapAxis(entry.path, [...at, 'path'], absolute) },
    ),
    network: mapAxis(file.network, ['network'], (entry, at) =>
      typeof entry === 'string' || entry.init === undefined
        ? entry
        : { ...entry, init: mapAxis(entry.init, [...at, 'init'], absolute) },
    ),
    methods: file.methods.map((entry, i) => {
      const own = diagonalKeys.flatMap((key) => {
        const value = (entry as Partial<Record<string, string | string[]>>)[key];
        return value === undefined
          ? []
          : [[key, mapAxis(value, ['methods', i, key], absolute)] as const];
      });
      return { ...entry, ...Object.fromEntries(own) };
    }),
  };
};

/** Applies `f` to a value or to each value of an axis, with the path of each. */
export const mapAxis = <T, U>(value: T | T[], path: Path, f: (one: T, at: Path) => U): U | U[] =>
  Array.isArray(value) ? value.map((one, i) => f(one, [...path, i])) : f(value, path);

/** The values of an axis with the path of each; none where the key is absent. */
export const nodesOf = <T>(
  value: T | readonly T[] | undefined,
  path: Path,
): readonly { readonly value: T; readonly path: Path }[] =>
  value === undefined
    ? []
    : Array.isArray(value)
      ? value.map((one: T, i) => ({ value: one, path: [...path, i] }))
      : [{ value: value as T, path }];

/** The files of an axis that are not there, or not of the ending they must have. */
export const missingFiles = (
  value: string | readonly string[] | undefined,
  path: Path,
  name: string,
  ending?: '.npz',
): Problem[] =>
  nodesOf(value, path).flatMap((node) => {
    if (ending !== undefined && extname(node.value) !== ending) {
      return [
        {
          path: node.path,
          text: `${name} must end in ${ending}, got ${JSON.stringify(node.value)}: give a NumPy ${ending} file`,
        },
      ];
    }
    if (existsSync(node.value)) return [];
    return [
      {
        path: node.path,
        text: `${name} ${JSON.stringify(node.value)} does not exist: give the path of a file that does`,
      },
    ];
  });
