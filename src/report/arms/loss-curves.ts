import type { Run } from '../../lab/records/record.ts';
import type { Arm } from './arm.ts';
import { type Curve, curveOf, geometricMeanCurve, isLine } from './curves.ts';
import { diverged } from './measured.ts';

/** The training losses of an arm as log axes can show them. */
export interface LossCurves {
  /** Of the runs that did not diverge, as far as all of them go; without those the first diverged one. */
  readonly mean: Curve;
  /** Of every run, where there are several. */
  readonly seeds: readonly Curve[];
  readonly diverged: readonly Curve[];
  /** Where each of those is last at or below the ceiling, or else begins. */
  readonly ends: Curve;
}

/** The loss curves of an arm; null where no run has two rows. */
export function lossCurves({ runs }: Arm, ceiling: number): LossCurves | null {
  const of = (some: Arm['runs']) => some.map(lossCurve).filter(isLine);
  const blown = of(runs.filter(diverged));
  const mean = geometricMeanCurve(of(runs.filter((run) => !diverged(run))));
  const all = of(runs);
  if (all.length === 0) return null;
  return {
    mean: mean.length > 0 ? mean : (blown[0] ?? []),
    seeds: all.length > 1 ? all : blown,
    diverged: blown,
    ends: blown.map((curve) => curve.findLast(({ y }) => y <= ceiling) ?? curve[0]!),
  };
}

/** Four times the greatest loss of runs that did not diverge: a blow-up by decades would flatten the rest. */
export function lossCeiling(arms: readonly Arm[]): number {
  const runs = arms.flatMap((arm) => arm.runs).filter((run) => !diverged(run));
  const losses = runs.flatMap(lossCurve).map(({ y }) => y);
  return losses.length === 0 ? Number.POSITIVE_INFINITY : 4 * Math.max(...losses);
}

const lossCurve = (run: Run): Curve =>
  curveOf(run, 'trainLoss').filter(({ x, y }) => x > 0 && y > 0);
