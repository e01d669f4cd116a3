import type { Explained } from '../../lab/experiment/explain/explained.ts';

/** Keys that are alike but for their place, at least one. */
type Group = readonly [Explained, ...Explained[]];

/** Keys by what is told of them: those of one name that mean the same and have the same values and default are together, at the place of the first. */
export function groupsOf(keys: readonly Explained[]): readonly Group[] {
  const groups = new Map<string, [Explained, ...Explained[]]>();
  for (const key of keys) {
    const { path, meaning, values, default: byDefault, needs, required } = key;
    const name = path.split('.').at(-1);
    const told = JSON.stringify([name, meaning, values, byDefault, needs, required]);
    const group = groups.get(told);
    if (group === undefined) groups.set(told, [key]);
    else group.push(key);
  }
  return [...groups.values()];
}
