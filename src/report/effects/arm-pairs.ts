import type { Arm } from '../arms/arm.ts';
import { claimedOf } from './claimed.ts';
import { type ContrastSize, contrastSize } from './contrast-size.ts';
import type { ArmPair, Claimed } from './effect.ts';
import { isLine, type Root } from './root.ts';
import type { Test, Told } from './test.ts';

/** Two arms of a trend or of a comparison, with their numbers. */
export interface AskedPair {
  readonly arms: readonly [arm: Arm, reference: Arm];
  readonly size: ContrastSize;
  readonly test: Test;
}

/** Every arm of a trend against the first of its setting; every two arms of a comparison. */
export function pairsOf(root: Root): readonly AskedPair[] {
  const pairs = isLine(root)
    ? root.size.settings.flatMap(([first, ...more]) =>
        more.map(({ arm }) => [arm, first!.arm] as const),
      )
    : root.size.pairs;
  return pairs.flatMap((arms) => {
    const size = contrastSize([arms], root.metric);
    if (size === null) return [];
    const { apart, within } = size.evidence;
    return [{ arms, size, test: { apart, within } }];
  });
}

/** Whether a comparison has one pair, which then is what is compared and no further test. */
export const isItsPair = (root: Root): boolean => !isLine(root) && root.size.pairs.length === 1;

/** The row of a pair. */
export function armPairOf(root: Root, { arms, size }: AskedPair, told: Told): ArmPair {
  const { kind, evidence, slack } = size;
  const ends = evidence.interval;
  const scale = (x: number) => (kind === 'ratio' ? Math.exp(x) : x);
  const claimed = claimedOf(evidence, told, { sides: ['larger', 'smaller'], slack });
  return {
    ...{ quantity: root.metric.key, axis: root.family.axis.name },
    ...{ arm: arms[0].label, reference: arms[1].label },
    ...{ n: evidence.n, basis: evidence.basis },
    kind: kind === 'difference' ? 'difference' : 'ratio',
    estimate: kind === 'undefined' ? null : scale(evidence.mean),
    interval: kind === 'undefined' || ends === null ? null : [scale(ends[0]), scale(ends[1])],
    ...(kind === 'undefined' ? UNDEFINED : claimed),
  };
}

/** Of a ratio of what can not be told from 0. */
export const UNDEFINED: Claimed = {
  ...{ outcome: 'undefined', alone: 'undefined' },
  ...{ negligible: false, p: null, moreSeeds: null },
};

/** What is said of a pair in a table. */
export function pairVerdict({ outcome, alone, negligible, interval }: ArmPair): string {
  if (outcome === 'undefined') return 'undefined';
  if (interval === null) return 'no verdict';
  if (outcome !== 'cannot tell') return negligible ? `${outcome}, negligible` : outcome;
  if (negligible) return 'equal';
  return alone === 'cannot tell' ? 'cannot tell' : 'suggestive';
}
