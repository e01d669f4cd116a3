import type { Evidence } from './evidence.ts';
import { isOnOwnData } from './foreign-records.ts';

/** Records of one submission that are another student's. */
export interface Copies {
  /** What is to be said of them, a sentence each. */
  readonly says: readonly string[];
  /** Names of runs that are on the student's own data and have the weights of another's: computing them again tells whose they are. */
  readonly suspects: ReadonlySet<string>;
}

interface Entry {
  readonly at: Evidence;
  readonly run: string;
  /** Whether the run is on the student's own data; whether it is as the variant demands is another question, so that a mistake is no copy. */
  readonly own: boolean;
}

/**
 * Looks through a class for records that are byte for byte those of another student: no two variants have a run in common. Submissions of
 * one student are no copies of each other.
 */
export function copiesIn(all: readonly Evidence[]): ReadonlyMap<Evidence, Copies> {
  const byWeights = new Map<string, Entry[]>();
  for (const at of all)
    for (const { runs, weights } of at.submission.records) {
      const onOwn = new Set(runs.filter((run) => isOnOwnData(run, at.variant)).map(({ id }) => id));
      for (const [run, hash] of weights) {
        if (hash === '') continue;
        const own = onOwn.has(run);
        byWeights.set(hash, [...(byWeights.get(hash) ?? []), { at, run, own }]);
      }
    }
  const found = new Map(
    all.map((at) => [at, { from: new Map<string, number>(), suspects: new Set<string>() }]),
  );
  for (const entries of byWeights.values()) {
    if (new Set(entries.map(({ at }) => at.submission.student)).size < 2) continue;
    for (const { at, run, own } of entries) {
      const others = entries.filter((one) => one.at.submission.student !== at.submission.student);
      const { from, suspects } = found.get(at)!;
      if (own) suspects.add(run);
      else {
        const source = others.find((one) => one.own) ?? others[0]!;
        const { student } = source.at.submission;
        from.set(student, (from.get(student) ?? 0) + 1);
      }
    }
  }
  return new Map(
    [...found].map(([at, { from, suspects }]) => [
      at,
      {
        suspects,
        says: [...from].map(
          ([student, runs]) =>
            `${runs === 1 ? 'One record is' : `${runs} records are`} byte for byte that of student ${student}, and none on your data.`,
        ),
      },
    ]),
  );
}
