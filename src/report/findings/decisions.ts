import type { Step } from '../../stats/holm.ts';
import { type FamilySteps, holmOverFamilies } from '../../stats/holm-families.ts';
import { LEVEL } from '../../stats/student.ts';
import type { Test, Told } from '../effects/test.ts';

/** What the tests of one report allow together. */
export interface Decisions {
  of(test: Test): Told;
  /** Tests that were held against each other: those behind others not counted. */
  readonly families: number;
}

const ALPHA = 1 - LEVEL;

/**
 * Holds all tests of a report against one level: an effect where there is none is claimed in one report of twenty at most. What is
 * called equal or negligible is so by its own interval of 95 %: on the edge of its margin it is wrong once in forty times.
 */
export function decide(tests: readonly Test[]): Decisions {
  const told = new Map<Test, Told>();
  const apart = stepsOf(tests);
  for (const test of tests.flatMap((one) => [one, ...(one.behind ?? [])])) {
    const effect = apart.get(test);
    told.set(test, {
      apart: effect?.rejected ?? false,
      within: test.within !== null && test.within <= ALPHA,
      level: effect?.at ?? ALPHA,
    });
  }
  const families = tests.filter((one) => one.apart !== null).length;
  return {
    of: (test) => told.get(test) ?? { apart: false, within: false, level: ALPHA },
    families,
  };
}

function stepsOf(tests: readonly Test[]): ReadonlyMap<Test, Step> {
  const asked = tests.flatMap((test) => {
    const behind = (test.behind ?? []).filter((one) => one.apart !== null);
    return test.apart === null ? [] : [{ test, p: test.apart, behind }];
  });
  const steps: readonly FamilySteps[] = holmOverFamilies(
    asked.map(({ test: { weight = 1 }, p, behind }) => ({
      ...{ p, weight, behind: behind.map((one) => one.apart!) },
    })),
    ALPHA,
  );
  return new Map(
    asked.flatMap(({ test, behind }, i): [Test, Step][] => [
      [test, steps[i]!.first],
      ...behind.map((one, j): [Test, Step] => [one, steps[i]!.behind[j]!]),
    ]),
  );
}
