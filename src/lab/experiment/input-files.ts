import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import * as z from 'zod';
import { type MethodSpec, methodEntry } from '../methods/registry.ts';
import { axis, type Keys, mapAxis, nodesOf } from '../spec/axis.ts';
import { dataKeys } from '../spec/data.ts';
import { type FileKind, fileKindOf } from '../spec/field.ts';
import { type Issue, type Path, pathName } from '../spec/issue.ts';
import { networkKeys } from '../spec/network.ts';
import type { ProblemSpec } from '../spec/problem.ts';
import type { ExperimentFile } from './format.ts';

/** A user's own file that a run reads. */
export interface InputFile extends FileKind {
  /** The key that names it: `network.init`. */
  readonly key: string;
  readonly path: string;
}

/** The user's own files that a spec names, in the order of its keys. */
export const inputFiles = ({ data, network, method }: Inputs): readonly InputFile[] =>
  (
    [
      ['data', data, dataKeys],
      ['network', network, networkKeys],
      ['method', method, methodEntry(method.method).keys],
    ] as const
  ).flatMap(([section, spec, keys]) =>
    namedFiles(spec, keys, [section]).map(({ kind, node: { value, path } }) => ({
      ...{ key: pathName(path), path: value },
      ...kind,
    })),
  );

interface Inputs extends Pick<ProblemSpec, 'data' | 'network'> {
  readonly method: MethodSpec;
}

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
  return {
    ...file,
    data: mapAxis(file.data, ['data'], (entry, at) =>
      typeof entry === 'string' ? entry : resolved(entry, dataKeys, at),
    ),
    network: mapAxis(file.network, ['network'], (entry, at) =>
      typeof entry === 'string' ? entry : resolved(entry, networkKeys, at),
    ),
    methods: file.methods.map((entry, i) =>
      resolved(entry, methodEntry(entry.method).keys, ['methods', i]),
    ),
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
    const text = `${name} ${shown} does not exist: give the path of a file that does`;
    return existsSync(value) ? [] : [{ path, text }];
  });

/** The files that an entry or a spec names, one for each value of an axis. */
const namedFiles = (entry: object, keys: Keys, at: Path) =>
  fileKeys(keys).flatMap(([key, kind]) =>
    nodesOf(pathsAt(entry, key), [...at, key]).map((node) => ({ key, kind, node })),
  );

/** The keys whose values are paths, with what the files hold. */
const fileKeys = (keys: Keys): readonly (readonly [key: string, kind: FileKind])[] =>
  Object.entries(keys).flatMap(([key, type]) => {
    const kind = fileKindOf(type);
    return kind === undefined ? [] : [[key, kind] as const];
  });

const paths = axis(z.string()).optional();

const pathsAt = (entry: object, key: string): string | string[] | undefined =>
  paths.parse(Reflect.get(entry, key));
