import { leaves } from '../../lab/experiment/leaves.ts';
import type { Run } from '../../lab/records/record.ts';

/** A key in which two sides differ, with the values that it takes on each, as JSON; none where nothing of that side has it. */
export interface KeyDifference {
  /** Its path, with dots: `data.train`. */
  readonly key: string;
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** The keys of their specs in which the runs of two sides differ. */
export const specDifferences = (a: readonly Run[], b: readonly Run[]): readonly KeyDifference[] =>
  keyDifferences(
    a.map(({ spec }) => spec),
    b.map(({ spec }) => spec),
  );

/** Where the runs of two sides differ in what computed them: versions, engine, threads within an operation, processor, commit, data. */
export const provenanceDifferences = (
  a: readonly Run[],
  b: readonly Run[],
): readonly KeyDifference[] => keyDifferences(a.map(provenanceOf), b.map(provenanceOf));

function provenanceOf({ manifest }: Run) {
  const { flowlab, commit, dirty, lockfile, engine, node, cpu, data } = manifest;
  // Threads that compute parts of a graph at once change no number.
  const { TF_NUM_INTEROP_THREADS: _, ...environment } = manifest.environment;
  return {
    ...{ flowlab, commit, dirty, lockfile, engine, node, cpu, environment },
    ...{ threads: { intraOp: manifest.threads.intraOp }, data },
  };
}

function keyDifferences(a: readonly object[], b: readonly object[]): readonly KeyDifference[] {
  const [ofA, ofB] = [valuesOf(a), valuesOf(b)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].flatMap((key) => {
    const one = { key, a: [...(ofA.get(key) ?? [])], b: [...(ofB.get(key) ?? [])] };
    const same = one.a.length === one.b.length && one.a.every((value) => one.b.includes(value));
    return same ? [] : [one];
  });
}

function valuesOf(all: readonly object[]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const one of all)
    for (const [key, value] of leaves('', one))
      values.set(key, (values.get(key) ?? new Set()).add(JSON.stringify(value)));
  return values;
}
