import { UNDEFINED } from './arm-pairs.ts';
import { claimedOf } from './claimed.ts';
import { labelsOf } from './contrast-size.ts';
import type { Comparison, Trend } from './effect.ts';
import type { ContrastRoot, LineRoot, Root } from './root.ts';
import type { Told } from './test.ts';
import { nameOfSide } from './words.ts';

const sharedOf = ({ metric, family, common, size }: Root) => ({
  quantity: metric.key,
  axis: family.axis.name,
  problem: common.problem,
  settings: common.settings,
  losses: size.losses,
});

/** A trend as JSON has it. */
export function trendOf(root: LineRoot, told: Told): Trend {
  const { law, kind, slope, slack, small, parts, tau, values, span } = root.size;
  const { n, mean, interval, basis } = slope;
  const whole = mean * span;
  return {
    ...sharedOf(root),
    held: root.common.method.trim(),
    ...{ values, arms: labelsOf(root.arms), tau, law, parts },
    slope: { n, mean, interval, basis },
    change: kind === 'ratio' ? Math.exp(whole) : whole,
    small: kind === 'ratio' ? Math.expm1(small.margin) : small.margin,
    ...claimedOf(slope, told, { sides: ['rises', 'falls'], slack }),
  };
}

/** A comparison as JSON has it. */
export function comparisonOf(root: ContrastRoot, told: Told): Comparison {
  const { kind, evidence, slack, small, pairs, leftOut } = root.size;
  const { n, mean, interval, basis } = evidence;
  const scale = (x: number) => (kind === 'ratio' ? Math.exp(x) : x);
  const claimed = claimedOf(evidence, told, { sides: ['larger', 'smaller'], slack });
  const untold = kind === 'undefined';
  return {
    ...sharedOf(root),
    arm: nameOfSide(root, 0),
    reference: nameOfSide(root, 1),
    pairs: pairs.map(([arm, reference]) => [arm.label, reference.label]),
    kind: kind === 'difference' ? 'difference' : 'ratio',
    ...{ n, basis, leftOut },
    estimate: untold ? null : scale(mean),
    interval: untold || interval === null ? null : [scale(interval[0]), scale(interval[1])],
    parts: untold ? [] : root.size.parts.map(scale),
    small: kind === 'difference' ? small.margin : Math.expm1(small.margin),
    ...(untold ? UNDEFINED : claimed),
  };
}
