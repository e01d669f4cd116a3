import { type Evidence, evidenceOf } from '../../stats/evidence.ts';
import { kendallTau } from '../../stats/rank.ts';
import { line } from '../../stats/regression.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import type { Metric } from '../arms/metric.ts';
import { ROUNDING } from '../arms/spread.ts';
import { type Cells, cellsOf, valuesOf } from './cells.ts';
import { type EndLosses, endLosses } from './end-losses.ts';
import { endedArms } from './ended-arms.ts';
import type { Member, Setting } from './family.ts';
import { type Small, smallDifference, smallRatio } from './small.ts';

/** How a metric y follows an axis x: y ∝ xᵖ; a + b log₂ x; a exp(b x); a + b x. */
export type Law = 'power' | 'doubling' | 'exponential' | 'linear';

/** How large a trend is: in each seed the least-squares slope of each setting, averaged over settings. */
export interface LineSize {
  readonly law: Law;
  /** What the whole change is. */
  readonly kind: 'ratio' | 'difference';
  /** The settings that take part, each by increasing value. */
  readonly settings: readonly Setting[];
  /** Distinct values, increasing. */
  readonly values: readonly number[];
  /** p, or b; its test of what is negligible is that of the whole change. */
  readonly slope: Evidence;
  /** Length of the axis: slope times span is the logarithm of the last fitted value over the first, or their difference. */
  readonly span: number;
  readonly slack: number;
  readonly small: Small;
  /** The slope of each setting, its mean over seeds. */
  readonly parts: readonly number[];
  /** Kendall's τ-b in each seed and setting, averaged. */
  readonly tau: number;
  readonly passedOver: readonly Arm[];
  readonly losses: EndLosses | null;
}

/** Fewer values make no trend. */
const FEWEST = 3;

/** The trend of a metric over settings, by the seeds that all their arms have; null where fewer than three arms of a setting ended, or nothing moves. */
export function lineSize(settings: readonly Setting[], metric: Metric): LineSize | null {
  const used = settings.flatMap((setting) => {
    const ended = endedArms(armsOf(setting), metric, FEWEST);
    const own = setting.filter(({ arm }) => ended.includes(arm));
    return new Set(own.map(({ value }) => value)).size < FEWEST ? [] : [own];
  });
  const arms = [...new Set(used.flatMap(armsOf))];
  const cells = cellsOf(arms, metric);
  if (cells === null || cells.nothing) return null;
  const values = [...new Set(used.flat().map(xOf))].sort((a, b) => a - b);
  const { law, scale } = lawOf(values, cells.ratios);
  const fits = used.map((own) => fitsOf(own, cells, scale));
  const taus = fits.flat().flatMap(({ tau }) => (Number.isNaN(tau) ? [] : [tau]));
  if (taus.length === 0) return null;
  const all = arms.flatMap((arm) => valuesOf(cells, arm)).map(Math.abs);
  const small = cells.ratios
    ? smallRatio
    : smallDifference(
        metric,
        used.flatMap(([first]) => valuesOf(cells, first!.arm)),
      );
  const span = scale(values.at(-1)!) - scale(values[0]!);
  const slack = mean(used.map((own) => slackOf(own, cells, scale)));
  const slopes = cells.seeds.map((_, seed) => mean(fits.map((own) => own[seed]!.slope)));
  const resolution = ROUNDING * (cells.ratios ? 1 : Math.max(...all));
  return {
    kind: cells.ratios ? 'ratio' : 'difference',
    ...{ law, settings: used, values, span, slack, small },
    slope: evidenceOf(slopes, { slack, resolution, margin: small.margin / span }),
    parts: fits.map((own) => mean(own.map(({ slope }) => slope))),
    tau: mean(taus),
    passedOver: settings.flatMap(armsOf).filter((arm) => !arms.includes(arm)),
    losses: metric.at === 'start' ? null : endLosses(arms, cells.seeds),
  };
}

const armsOf = (setting: Setting): readonly Arm[] => setting.map(({ arm }) => arm);
const xOf = ({ value }: Member): number => value as number;

/** An axis without 0 is one of doublings. */
function lawOf(
  values: readonly number[],
  ratios: boolean,
): { law: Law; scale: (x: number) => number } {
  if (values[0]! > 0)
    return ratios ? { law: 'power', scale: Math.log } : { law: 'doubling', scale: Math.log2 };
  return { law: ratios ? 'exponential' : 'linear', scale: (x) => x };
}

/** Of each seed, the line through a setting. */
function fitsOf(setting: Setting, cells: Cells, scale: (x: number) => number) {
  const xs = setting.map((member) => scale(xOf(member)));
  return cells.seeds.map((_, seed) => {
    const row = setting.map(({ arm }) => valuesOf(cells, arm)[seed]!);
    const { slope } = line(xs, cells.ratios ? row.map(Math.log) : row);
    return { slope: slope.value, tau: kendallTau(xs, row) };
  });
}

/** By how much the slope may be off where each logarithm may: ∑ |xᵢ − x̄| slackᵢ / ∑ (xᵢ − x̄)². */
function slackOf(setting: Setting, cells: Cells, scale: (x: number) => number): number {
  const xs = setting.map((member) => scale(xOf(member)));
  const off = xs.map((x) => x - mean(xs));
  const weighed = off.map((x, i) => Math.abs(x) * cells.slackOf(setting[i]!.arm));
  return mean(weighed) / mean(off.map((x) => x * x));
}
