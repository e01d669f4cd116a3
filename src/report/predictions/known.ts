import type { Stated as Known } from '../../claims/judging/judge-all.ts';
import type { Statement } from '../../claims/statements/statement.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';

/** Seeds that some finished run has, each counted once for every noise that it was run under. */
export const seedsOf = (runs: readonly Run[]): number => {
  const noises = new Map<number, Set<number>>();
  for (const { spec } of runs) {
    const own = noises.get(spec.seed) ?? new Set();
    noises.set(spec.seed, spec.noise === undefined ? own : own.add(spec.noise));
  }
  return [...noises.values()].reduce((sum, { size }) => sum + Math.max(1, size), 0);
};

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

/** What is known of statements, by the names that they have in one setting. */
export const renamed = (
  known: Readonly<Record<string, Known>>,
  asWritten: readonly Pick<Statement, 'id'>[],
  inSetting: readonly Pick<Statement, 'id'>[],
): Readonly<Record<string, Known>> =>
  Object.fromEntries(
    asWritten.flatMap(({ id }, i) =>
      known[id] === undefined ? [] : [[inSetting[i]!.id, known[id]] as const],
    ),
  );
