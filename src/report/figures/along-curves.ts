import type { Run } from '../../lab/records/record.ts';
import type { Arm } from '../arms/arm.ts';
import { diverged } from '../arms/measured.ts';

export type Point = { readonly x: number; readonly y: number };

/** The quantities that these runs have values of along the way, in the order of their series. */
export const alongKeys = (arms: readonly Arm[]): readonly string[] => [
  ...new Set(
    arms.flatMap(({ runs }) =>
      runs.flatMap(({ series }) =>
        Object.keys(series).filter((key) => series[`${key}Stderr`] !== undefined),
      ),
    ),
  ),
];

/** The values of each run that did not diverge, by time; a NaN is a row without one. */
export const curvesOf = ({ runs }: Arm, key: string): readonly (readonly Point[])[] =>
  runs
    .filter((run) => !diverged(run))
    .map((run) => curveOf(run, key))
    .filter((curve) => curve.length >= 2);

function curveOf({ series }: Run, key: string): readonly Point[] {
  const values = series[key] ?? [];
  return (series.time ?? []).flatMap((x, i) => {
    const y = values[i];
    return y !== undefined && Number.isFinite(y) ? [{ x, y }] : [];
  });
}

/** The mean over seeds at every time that one of them has, as far as all of them run. */
export function meanOf(curves: readonly (readonly Point[])[]): readonly Point[] {
  if (curves.length === 1) return curves[0]!;
  const from = Math.max(...curves.map((curve) => curve[0]!.x));
  const to = Math.min(...curves.map((curve) => curve.at(-1)!.x));
  const times = [...new Set(curves.flatMap((curve) => curve.map(({ x }) => x)))]
    .filter((x) => x >= from && x <= to)
    .sort((a, b) => a - b);
  return times.map((x) => ({
    x,
    y: curves.reduce((total, curve) => total + valueAt(curve, x), 0) / curves.length,
  }));
}

function valueAt(curve: readonly Point[], x: number): number {
  const next = curve.findIndex((point) => point.x >= x);
  if (next <= 0) return curve.at(next)!.y;
  const [a, b] = [curve[next - 1]!, curve[next]!];
  return a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
}
