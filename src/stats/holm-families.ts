import { positive } from '../core/check.ts';
import { holm, type Step } from './holm.ts';

/** A test, and those that are only asked once it is rejected. */
export interface Family {
  readonly p: number;
  /** Its share of the level beside those of others, > 0. */
  readonly weight: number;
  readonly behind: readonly number[];
}

/** What became of a family. */
export interface FamilySteps {
  readonly first: Step;
  /** In the order of `behind`. */
  readonly behind: readonly Step[];
}

/**
 * Holm's procedure over families of tests: of those that are not finished each holds a share of α by its weight. Its first test is held against that share;
 * once it is rejected, those behind it share it by Holm's procedure of their own, and a family that has rejected all leaves its share to the others.
 *
 * The chance of one false rejection or more is at most α, however the tests depend: the levels sum to α at most, are set by what is rejected alone,
 * and grow with it; Goeman & Solari 2010, "The sequential rejection principle of familywise error control", Ann. Statist. 38, theorem 1. Families of one
 * test are Holm's procedure, with weights his weighted one (1979, §4). Gates of this kind: Bauer, Röhmel, Maurer & Hothorn 1998, "Testing strategies in multi-dose experiments including active
 * control", Stat. Med. 17. Throws RangeError on a p that is no number.
 */
export function holmOverFamilies(
  families: readonly Family[],
  alpha: number,
): readonly FamilySteps[] {
  for (const p of families.flatMap((one) => [one.p, ...one.behind]))
    if (Number.isNaN(p)) throw new RangeError('invalid p; not a number: NaN');
  let steps: readonly FamilySteps[] = [];
  for (let left = families; left.length > 0; ) {
    const total = left.reduce((sum, { weight }) => sum + positive('weight', weight), 0);
    steps = families.map((family, i) => stepsOf(family, (alpha * family.weight) / total, steps[i]));
    const unfinished = families.filter((_, i) => !finished(steps[i]!));
    if (unfinished.length === left.length) break;
    left = unfinished;
  }
  return steps;
}

/** What a family rejects with a share; what is finished already keeps the levels at which it was. */
function stepsOf({ p, behind }: Family, share: number, before?: FamilySteps): FamilySteps {
  if (before !== undefined && finished(before)) return before;
  const rejected = p <= share;
  const first = before?.first.rejected ? before.first : { rejected, at: share };
  const own = holm(
    behind,
    behind.map(() => share),
  );
  return { first, behind: own.map((one) => ({ ...one, rejected: rejected && one.rejected })) };
}

const finished = ({ first, behind }: FamilySteps): boolean =>
  first.rejected && behind.every(({ rejected }) => rejected);
