import { createHash } from 'node:crypto';
import type { Assignment } from './assignment.ts';

/** What a student's assignment is filled in with, by name. */
export type Variant = Readonly<Record<string, unknown>>;

/** Seeds of data lie in [1000, 4 × 10⁹): two of a hundred students share one with probability 10⁻⁶. */
const SPAN = 4_000_000_000;

/** The variant of an assignment that belongs to a code: one of each list, the seed of the data, and seeds in a row. */
export function variantOf(
  { id, variants, seeds }: Pick<Assignment, 'id' | 'variants' | 'seeds'>,
  code: string,
): Variant {
  const draw = (name: string) =>
    createHash('sha256').update(`${code} ${id} ${name}`).digest().readUInt32BE(0);
  const dataSeed = 1000 + (draw('dataSeed') % (SPAN - 1000));
  const first = 100 + (draw('seeds') % 9000);
  return {
    ...Object.fromEntries(
      Object.entries(variants).map(([name, list]) => [name, list[draw(name) % list.length]]),
    ),
    dataSeed,
    // A start of one's own in [1, 2), told apart in single precision, for problems that draw nothing.
    unit: 1 + (dataSeed % 1_000_000) / 1_000_000,
    seeds: Array.from({ length: seeds }, (_, i) => first + i),
  };
}
