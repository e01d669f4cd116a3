import type { NumberArray } from './probe.ts';
import { isProbeName, type ProbeArrays, type ProbeName, probes } from './registry.ts';

/** What predictions call the lists of numbers that a probe leaves. */
export const arrayNames = (probe: ProbeName): readonly string[] =>
  Object.values(probes[probe].arrays ?? {});

/**
 * The lists of numbers of a record by the names that predictions call them by, flat and row by row, made when they are asked for. What
 * a probe of another version left under other keys is not among them.
 */
export function namedArrays(recorded: ProbeArrays): Readonly<Record<string, () => Float64Array>> {
  const found: Record<string, () => Float64Array> = {};
  for (const [probe, own] of Object.entries(recorded)) {
    const names = isProbeName(probe) ? probes[probe].arrays : undefined;
    const lists = new Map<string, NumberArray>(Object.entries(own));
    for (const [key, name] of Object.entries(names ?? {})) {
      const list = lists.get(key);
      if (list !== undefined) found[name] = () => Float64Array.from(list.flat());
    }
  }
  return found;
}
