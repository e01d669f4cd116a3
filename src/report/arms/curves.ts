import type { Run } from '../../lab/records/record.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from './arm.ts';
import { diverged } from './measured.ts';

/** Values by training time, in its order. */
export type Curve = readonly { readonly x: number; readonly y: number }[];

/** The scalars that these runs were measured by along the way, in the order of their series. */
export const alongKeys = (arms: readonly Arm[]): readonly string[] => [
  ...new Set(
    arms.flatMap(({ runs }) =>
      runs.flatMap(({ series }) =>
        Object.keys(series).filter((key) => series[`${key}Stderr`] !== undefined),
      ),
    ),
  ),
];

/** One column of a run's series; a row without a finite value is left out. */
export const curveOf = ({ series }: Run, key: string): Curve =>
  (series.time ?? []).flatMap((x, i) => {
    const y = series[key]?.[i];
    return y !== undefined && Number.isFinite(y) ? [{ x, y }] : [];
  });

/** The curves of an arm's runs that did not diverge, as far as there is anything to draw. */
export const alongCurves = ({ runs }: Arm, key: string): readonly Curve[] =>
  runs
    .filter((run) => !diverged(run))
    .map((run) => curveOf(run, key))
    .filter(isLine);

/** How many values along the way did not reach the accuracy asked for. */
export const unconvergedAlong = (arms: readonly Arm[], key: string): number =>
  arms
    .flatMap(({ runs }) => runs.flatMap(({ series }) => series[`${key}Converged`] ?? []))
    .filter((converged) => converged === 0).length;

/** Whether there is anything to draw. */
export const isLine = (curve: Curve): boolean => curve.length >= 2;

/**
 * The mean of curves at equal times, by linear interpolation, at every time that one of them has.
 *
 * Only over times that every curve has: a mean over fewer would jump where one ends.
 */
export const meanCurve = (curves: readonly Curve[]): Curve =>
  meanAt(curves, (from, to) =>
    [...new Set(curves.flatMap((curve) => curve.map(({ x }) => x)))]
      .filter((x) => x >= from && x <= to)
      .sort((a, b) => a - b),
  );

/** The part of a curve between two times, linear between its points; empty where it has none of it. */
export function partOf(curve: Curve, from: number, to: number): Curve {
  const [start, end] = [curve[0]?.x ?? 0, curve.at(-1)?.x ?? 0];
  const [low, high] = [Math.max(from, start), Math.min(to, end)];
  if (curve.length === 0 || !(low <= high)) return [];
  const at = (x: number) => ({ x, y: valueAt(curve, x) });
  const inside = curve.filter(({ x }) => x > low && x < high);
  return low === high ? [at(low)] : [at(low), ...inside, at(high)];
}

/** The mean on log axes: exp of the mean of log y, by interpolation linear in log t and log y. */
export const geometricMeanCurve = (curves: readonly Curve[]): Curve =>
  curves.length <= 1
    ? (curves[0] ?? [])
    : mapped(
        meanAt(
          curves.map((curve) => mapped(curve, Math.log)),
          evenly,
        ),
        Math.exp,
      );

/** Of a mean curve, per factor of ten in time: finer points fall on one pixel and fray the line. */
const POINTS_PER_DECADE = 40;

function evenly(from: number, to: number): number[] {
  const steps = Math.max(16, Math.ceil((POINTS_PER_DECADE * (to - from)) / Math.LN10));
  return Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
}

const mapped = (curve: Curve, f: (value: number) => number): Curve =>
  curve.map(({ x, y }) => ({ x: f(x), y: f(y) }));

function meanAt(
  curves: readonly Curve[],
  timesOf: (from: number, to: number) => readonly number[],
): Curve {
  if (curves.length <= 1) return curves[0] ?? [];
  const from = Math.max(...curves.map((curve) => curve[0]!.x));
  const to = Math.min(...curves.map((curve) => curve.at(-1)!.x));
  if (!(to > from)) return [];
  return timesOf(from, to).map((x) => ({ x, y: mean(curves.map((curve) => valueAt(curve, x))) }));
}

function valueAt(curve: Curve, x: number): number {
  const next = curve.findIndex((point) => point.x >= x);
  if (next <= 0) return curve.at(next)!.y;
  const [a, b] = [curve[next - 1]!, curve[next]!];
  return a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
}
