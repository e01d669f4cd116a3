/** What plain JSON holds at the end of each path, a list as one value; `path` goes before, with a dot where it is not empty. */
export function leaves(path: string, node: unknown): [path: string, value: unknown][] {
  if (node === undefined) return [];
  if (node === null || typeof node !== 'object' || Array.isArray(node)) return [[path, node]];
  return Object.entries(node).flatMap(([key, inner]) =>
    leaves(path === '' ? key : `${path}.${key}`, inner),
  );
}
