import * as z from 'zod';
import { type MethodSpec, methodEntry } from '../methods/registry.ts';
import type { StartSpec } from '../methods/start.ts';
import { axis, type Keys, nodesOf } from '../spec/axis.ts';
import { entryKeys } from '../spec/data.ts';
import { type FileKind, fileKindOf } from '../spec/field.ts';
import { type Path, pathName } from '../spec/issue.ts';
import { networkKeys } from '../spec/network-keys.ts';
import type { ProblemSpec } from '../spec/problem.ts';

/** A user's own file that a run reads. */
export interface InputFile extends FileKind {
  /** The key that names it: `network.init`. */
  readonly key: string;
  readonly path: string;
}

/** The user's own files that a spec names, in the order of its keys. */
export const inputFiles = ({ data, network, method, start }: Inputs): readonly InputFile[] =>
  (
    [
      [['data'], data, entryKeys],
      [['network'], network ?? {}, networkKeys],
      ...(start === undefined ? [] : [ofMethod(['start', 'method'], start.method)]),
      ofMethod(['method'], method),
    ] as const
  ).flatMap(([section, spec, keys]) =>
    namedFiles(spec, keys, section).map(({ kind, node: { value, path } }) => ({
      ...{ key: pathName(path), path: value },
      ...kind,
    })),
  );

/** A spec without the paths of the files that it reads. */
export function withoutPaths<S extends Inputs>(spec: S): S {
  const { data, network, method, start } = spec;
  const ofMethod = (one: MethodSpec) => withoutFiles(one, methodEntry(one.method).keys);
  return {
    ...spec,
    data: withoutFiles(data, entryKeys),
    ...(network && { network: withoutFiles(network, networkKeys) }),
    method: ofMethod(method),
    ...(start && { start: { ...start, method: ofMethod(start.method) } }),
  };
}

function withoutFiles<E extends object>(entry: E, keys: Keys): E {
  const files = new Set(fileKeys(keys).map(([key]) => key));
  // Only keys that no other key's meaning hangs on are gone.
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !files.has(key))) as E;
}

type Inputs = Pick<ProblemSpec, 'data' | 'network'> & {
  readonly method: MethodSpec;
  readonly start?: StartSpec;
};

const ofMethod = (section: Path, method: MethodSpec) =>
  [section, method, methodEntry(method.method).keys] as const;

/** The files that an entry or a spec names, one for each value of an axis. */
export const namedFiles = (entry: object, keys: Keys, at: Path) =>
  fileKeys(keys).flatMap(([key, kind]) =>
    nodesOf(pathsAt(entry, key), [...at, key]).map((node) => ({ key, kind, node })),
  );

/** The keys whose values are paths, with what the files hold. */
export const fileKeys = (keys: Keys): readonly (readonly [key: string, kind: FileKind])[] =>
  Object.entries(keys).flatMap(([key, type]) => {
    const kind = fileKindOf(type);
    return kind === undefined ? [] : [[key, kind] as const];
  });

const paths = axis(z.string()).optional();

/** The path, or axis of paths, at a key of an entry; undefined where the key is absent. */
export const pathsAt = (entry: object, key: string): string | string[] | undefined =>
  paths.parse(Reflect.get(entry, key));
