import type { Interval } from '../../core/range.ts';
import type { OverSeeds } from '../../stats/over-seeds.ts';
import type { EndLosses } from './end-losses.ts';
import type { Law } from './line-size.ts';

/** What is claimed of an effect. */
export interface Claimed {
  readonly outcome: 'rises' | 'falls' | 'larger' | 'smaller' | 'cannot tell' | 'undefined';
  /** The same, had nothing else been looked at: by the printed interval of 95 %. */
  readonly alone: Claimed['outcome'];
  /** Whether the effect is below the size that is called negligible. */
  readonly negligible: boolean;
  /** Of "there is no effect", by itself; null without an interval. */
  readonly p: number | null;
  /** About how many seeds beyond n would tell at the level that this one is held against; null where it is told, or where no practical number would. */
  readonly moreSeeds: number | null;
}

/** What all effects say of themselves. */
interface Sized extends Claimed {
  readonly quantity: string;
  readonly axis: string;
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  /** Settings of one method that are averaged. */
  readonly settings: readonly string[];
  /** The size that is called negligible: of ratios a share, else a difference. */
  readonly small: number;
  /** Training losses where the arms ended; null before training. */
  readonly losses: EndLosses | null;
}

/** How a metric moves along an ordered axis, within seeds. */
export interface Trend extends Sized {
  /** What all its arms have alike though not all of the experiment, as the sentence has it. */
  readonly held: string;
  readonly values: readonly number[];
  readonly arms: readonly string[];
  /** Kendall's τ-b of the axis with the metric in each seed, averaged; no interval: seeds that rank alike have no spread. */
  readonly tau: number;
  readonly law: Law;
  /** The number of the law, fitted in each seed, averaged; its interval decides the outcome. */
  readonly slope: Pick<OverSeeds, 'n' | 'mean' | 'interval' | 'basis'>;
  /** The slope of each setting, its mean over seeds. */
  readonly parts: readonly number[];
  /** The last fitted value over the first, or their difference. */
  readonly change: number;
}

/** A metric of one arm, or of several, held against that of others, seed by seed. */
export interface Comparison extends Sized, Pick<OverSeeds, 'n' | 'basis'> {
  /** An arm, or what several have in common. */
  readonly arm: string;
  readonly reference: string;
  /** Every two arms that are held against each other. */
  readonly pairs: readonly (readonly [arm: string, reference: string])[];
  /** `ratio`: geometric mean of arm / reference. `difference`: mean of arm − reference. */
  readonly kind: 'ratio' | 'difference';
  /** Null for a ratio that is undefined: neither value can be told from 0 in any seed. */
  readonly estimate: number | null;
  /** 95 % Student t over paired seeds, widened by brackets; null where `basis` says that there is none. */
  readonly interval: Interval | null;
  /** The estimate of each pair. */
  readonly parts: readonly number[];
  readonly leftOut: number;
}

/** One sentence about one axis, with all trends and comparisons that it says the same of. */
export interface Effect {
  readonly axis: string;
  readonly quantities: readonly string[];
  readonly trends: readonly Trend[];
  readonly comparisons: readonly Comparison[];
  /** Their arms, two at a time: those of a trend or of an average are claimed once it is. */
  readonly pairs: readonly ArmPair[];
}

/** Two arms of a trend, or of a comparison: a row of the table of pairs. */
export interface ArmPair extends Claimed, Pick<OverSeeds, 'n' | 'basis'> {
  readonly quantity: string;
  readonly axis: string;
  readonly arm: string;
  readonly reference: string;
  readonly kind: Comparison['kind'];
  readonly estimate: number | null;
  readonly interval: Interval | null;
}
