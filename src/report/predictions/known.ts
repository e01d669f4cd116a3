import type { Stated as Known } from '../../claims/judging/judge-all.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';

/** Seeds that some finished run has. */
export const seedsOf = (runs: readonly Run[]): number =>
  new Set(runs.map(({ spec }) => spec.seed)).size;

/** What the records remember of predictions with these hashes, by id: whether they precede their data, and how often they were looked at. */
export const knownOf = (
  hashes: readonly Pick<Stated, 'id' | 'hash'>[],
  stated: readonly Stated[] | 'after the data',
  seeds: number,
): Readonly<Record<string, Known>> =>
  Object.fromEntries(
    hashes.flatMap(({ id, hash }): readonly (readonly [string, Known])[] => {
      if (stated === 'after the data') return [[id, { before: false }]];
      const one = stated.find((other) => other.hash === hash);
      if (one === undefined) return [];
      const looks = one.seenWith.filter((n) => n !== seeds).length;
      return [[id, { before: one.beforeData, look: looks + 1 }]];
    }),
  );
