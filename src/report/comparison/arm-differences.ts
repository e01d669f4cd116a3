import { canonicalJson } from '../../core/canonical-json.ts';
import type { Interval } from '../../core/range.ts';
import { leaves } from '../../lab/experiment/leaves.ts';
import type { Run } from '../../lab/records/record.ts';
import { overSeeds } from '../../stats/over-seeds.ts';
import { mean } from '../../stats/summary.ts';
import { welch } from '../../stats/welch.ts';
import { type Arm, armsOf } from '../arms/arm.ts';
import { bySeed, slackOf } from '../arms/measured.ts';
import { metricsIn } from '../arms/metric.ts';
import { specDifferences } from './key-differences.ts';

/** A mean over the seeds of one arm against that of another. */
export interface ArmDifference {
  /** Label of the arm on side A. */
  readonly arm: string;
  readonly measure: string;
  readonly a: number;
  readonly b: number;
  /** Mean of b − a. */
  readonly difference: number;
  /** 95 % of it: over the seeds that both have, else of independent samples; null where there are too few seeds, or no spread. */
  readonly interval: Interval | null;
  /** Seeds on side A and on side B. */
  readonly n: readonly [number, number];
  /** How they were held against each other. */
  readonly by: 'seeds in common' | 'different seeds';
  /** Every number of seeds in common is the same on both sides. */
  readonly same: boolean;
  /** Whether the interval leaves 0 out. */
  readonly exceeds: boolean;
}

/** Arms of two experiments that go together, and those that have nothing to be held against. */
export interface ArmDifferences {
  readonly differences: readonly ArmDifference[];
  readonly paired: number;
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/**
 * Arms of one spec on both sides, then those that differ in no other keys than the two sides do as a whole, measure by measure.
 *
 * With the difference dᵢ of each seed in common its mean ± t s/√n; without seeds in common Welch's interval.
 */
export function armDifferences(a: readonly Run[], b: readonly Run[]): ArmDifferences {
  const [armsA, armsB] = [armsOf(a), armsOf(b)];
  const differing = new Set(specDifferences(a, b).map(({ key }) => key));
  const pairs = pairsOf(armsA, armsB, new Set());
  const rest = (arms: readonly Arm[], side: 0 | 1) =>
    arms.filter((arm) => !pairs.some((pair) => pair[side] === arm));
  const all = [...pairs, ...pairsOf(rest(armsA, 0), rest(armsB, 1), differing)];
  const labels = (arms: readonly Arm[], side: 0 | 1) =>
    arms.filter((arm) => !all.some((pair) => pair[side] === arm)).map(({ label }) => label);
  const keys = metricsIn([...a, ...b]).map(({ key }) => key);
  return {
    differences: all.flatMap(([one, other]) =>
      keys.flatMap((key) => differenceOf(one, other, key) ?? []),
    ),
    ...{ paired: all.length, onlyA: labels(armsA, 0), onlyB: labels(armsB, 1) },
  };
}

/** Arms that are alike but for some keys, where just one of each side is. */
function pairsOf(
  a: readonly Arm[],
  b: readonly Arm[],
  but: ReadonlySet<string>,
): readonly (readonly [Arm, Arm])[] {
  const keyOf = ({ spec: { seed: _, noise: __, measure: ___, ...spec } }: Arm) =>
    canonicalJson(Object.fromEntries(leaves('', spec).filter(([key]) => !but.has(key))));
  const only = (arms: readonly Arm[], key: string) => {
    const found = arms.filter((arm) => keyOf(arm) === key);
    return found.length === 1 ? found : [];
  };
  return a.flatMap((arm) => {
    const key = keyOf(arm);
    return only(a, key).flatMap((one) => only(b, key).map((other) => [one, other] as const));
  });
}

function differenceOf(one: Arm, other: Arm, measure: string): ArmDifference | undefined {
  const [ofA, ofB] = [bySeed(one, measure), bySeed(other, measure)];
  if (ofA.size === 0 || ofB.size === 0) return undefined;
  const common = [...ofA.keys()].filter((seed) => ofB.has(seed));
  const [as, bs] = [[...ofA.values()], [...ofB.values()]];
  const own = common.map((seed) => ofB.get(seed)! - ofA.get(seed)!);
  const slack = slackOf(one, measure, common, 'linear') + slackOf(other, measure, common, 'linear');
  const paired = common.length > 0;
  const interval = paired
    ? overSeeds(own, { slack }).interval
    : as.length > 1 && bs.length > 1
      ? welch(bs, as).interval
      : null;
  return {
    ...{ arm: one.label, measure, n: [ofA.size, ofB.size], interval },
    ...{ a: mean(as), b: mean(bs), difference: paired ? mean(own) : mean(bs) - mean(as) },
    by: paired ? 'seeds in common' : 'different seeds',
    same: paired && own.every((d) => d === 0),
    exceeds: interval !== null && (interval[0] > 0 || interval[1] < 0),
  };
}
