/** Keys and list indices from the root of an experiment file to one of its nodes. */
export type Path = readonly (string | number)[];

/** One mistake in an experiment, and the node it lies at. */
export interface Issue {
  readonly path: Path;
  /** What is wrong, which value, what to do. */
  readonly text: string;
  /** The node is not there: `path` leads to where it should be. */
  readonly absent?: true;
  /** The key is what is wrong, not its value. */
  readonly key?: true;
}

/** `methods[1].rate`, as messages name a node. */
export const pathName = (path: Path): string =>
  path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`,
    '',
  ) || 'an experiment file';

/** A key that nothing reads beside what else is there. */
export const unusedKey = (path: Path, by: string, remedy: string): Issue => ({
  path,
  key: true,
  text: `${pathName(path)} is not used by ${by}: drop it, or ${remedy}`,
});
