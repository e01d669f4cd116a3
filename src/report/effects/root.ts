import { type Arm, runsOf } from '../arms/arm.ts';
import { type Metric, metricsIn } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { describeStop } from '../arms/recipe.ts';
import { type Common, commonOf } from './common.ts';
import { type ContrastSize, contrastSize } from './contrast-size.ts';
import { endedArms } from './ended-arms.ts';
import { familiesOf } from './families.ts';
import type { Contrast, Line, Member } from './family.ts';
import { grouped } from './grouped.ts';
import { type LineSize, lineSize } from './line-size.ts';

/** One metric over one family of arms: one comparison or trend, with its numbers. */
export type Root = LineRoot | ContrastRoot;

interface Shared {
  readonly metric: Metric;
  readonly common: Common;
  /** The arms that take part. */
  readonly arms: readonly Arm[];
}

export interface LineRoot extends Shared {
  readonly family: Line;
  readonly size: LineSize;
}

export interface ContrastRoot extends Shared {
  readonly family: Contrast;
  readonly size: ContrastSize;
}

export const isLine = (root: Root): root is LineRoot => root.family.kind === 'line';

/**
 * Every comparison and trend of the arms of an experiment: each metric, each axis in which they differ, arms that end alike. What belongs
 * to the initial weights does not depend on η: there arms that differ in η alone are one.
 */
export function rootsOf(all: readonly Arm[]): readonly Root[] {
  const starts = familiesOf(poolRates(all));
  const ends = byEnd(all).map((arms) => ({ arms, families: familiesOf(arms) }));
  return metricsIn(runsOf(all)).flatMap((metric) => {
    if (metric.at === 'start') return starts.flatMap((family) => rootOf(family, metric, all));
    return ends
      .filter(({ arms }) => !fixed(metric, arms))
      .flatMap(({ families }) => families.flatMap((family) => rootOf(family, metric, all)));
  });
}

/** Arms that end alike, which alone are compared: at one target loss, or else after one budget. */
export const byEnd = (arms: readonly Arm[]): readonly (readonly Arm[])[] =>
  grouped(arms, ({ spec: { stop } }) => String(stop.loss ?? describeStop(stop)));

/** Whether an experiment has to ask for a metric; losses and accuracies every run has. */
export const isAsked = ({ column }: Metric): boolean =>
  column?.table !== 'loss' && column?.table !== 'accuracy';

/** At one target the stop rule sets the training loss, and the test loss is the gap beside it. */
const fixed = ({ key }: Metric, [arm]: readonly Arm[]): boolean =>
  arm!.spec.stop.loss !== undefined && ['trainLoss', 'testLoss'].includes(key);

function rootOf(family: Line | Contrast, metric: Metric, all: readonly Arm[]): readonly Root[] {
  if (family.kind === 'contrast')
    return contrastRoots(family, metric, all, armsIn(family.settings));
  const size = lineSize(family.settings, metric);
  if (size === null || size.slope.n === 1) {
    const left = leftContrasts(family, metric, all);
    // An arm of one seed makes no trend where two others have more.
    if (size === null || left.some((one) => numberOf(one) > 1)) return left;
  }
  const groups = size.settings.map((setting) => setting.map(({ arm }) => arm));
  return [{ metric, family, size, arms: groups.flat(), common: commonOf(groups, all) }];
}

const numberOf = (root: Root): number => (isLine(root) ? root.size.slope : root.size.evidence).n;

/** Where fewer arms ended than make a trend, the last that did against the first. */
function leftContrasts(line: Line, metric: Metric, all: readonly Arm[]): readonly Root[] {
  const pairs = line.settings.flatMap((setting) => {
    const ended = endedArms(armsIn([setting]), metric, 2);
    const own = setting.filter(({ arm }) => ended.includes(arm));
    const [first, last] = [own.at(0), own.at(-1)];
    return first === undefined || last === undefined || first === last
      ? []
      : [[last, first] as const];
  });
  return grouped(pairs, (pair) => JSON.stringify(pair.map(({ value }) => value))).flatMap(
    (settings) =>
      contrastRoots(
        { kind: 'contrast', axis: line.axis, settings, matched: true },
        ...([metric, all, armsIn(line.settings)] as const),
      ),
  );
}

function contrastRoots(
  family: Contrast,
  metric: Metric,
  all: readonly Arm[],
  own: readonly Arm[],
): readonly Root[] {
  const pairs = family.settings.map(([one, other]) => [one.arm, other.arm] as const);
  const size = contrastSize(pairs, metric, own);
  if (size === null || unmoved(size)) return [];
  return [{ metric, family, size, arms: size.pairs.flat(), common: commonOf(size.pairs, all) }];
}

const armsIn = (settings: readonly (readonly Member[])[]): readonly Arm[] =>
  settings.flat().map(({ arm }) => arm);

/** Values that are the same in every seed have not been moved by anything. */
const unmoved = ({ kind, evidence: { mean, basis } }: ContrastSize): boolean =>
  kind !== 'undefined' && mean === 0 && basis !== 'seeds';
