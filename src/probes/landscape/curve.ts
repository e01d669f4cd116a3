import { spaced } from './slice.ts';

/** Shares that a point of a curve with one bend has of the way to the bend and to the end, each from the start. */
export interface CurveShares {
  readonly bend: number;
  readonly end: number;
}

/**
 * Curves from A to B with one bend θ: φ(t) = A + bend(t)(θ − A) + end(t)(B − A), t in [0, 1].
 *
 * Garipov, Izmailov, Podoprikhin, Vetrov & Wilson, Loss surfaces, mode connectivity, and fast ensembling of DNNs, NeurIPS 2018, §3.2:
 * `chain`, two straight pieces, and `bezier`, (1 − t)²A + 2t(1 − t)θ + t²B.
 */
export const curveKinds = {
  chain: (t: number): CurveShares =>
    t < 0.5 ? { bend: 2 * t, end: 0 } : { bend: 2 - 2 * t, end: 2 * t - 1 },
  bezier: (t: number): CurveShares => ({ bend: 2 * t * (1 - t), end: t * t }),
} as const;

export type CurveKind = keyof typeof curveKinds;

/** A curve with one bend. Shapes [P]. */
export interface BentCurve {
  readonly kind: CurveKind;
  readonly start: Float64Array;
  readonly bend: Float64Array;
  readonly end: Float64Array;
}

/** φ(t). Shape [P]. */
export function pointOn({ kind, start, bend, end }: BentCurve, t: number): Float64Array {
  const c = curveKinds[kind](t);
  return start.map((a, i) => a + c.bend * (bend[i]! - a) + c.end * (end[i]! - a));
}

/** Pieces by which a length is summed; the sum is short by a share of some 1/n². */
const PIECES = 256;

/** The length of a curve over the distance of its ends; NaN where they are the same. */
export function detour(curve: BentCurve): number {
  const points = spaced(0, 1, PIECES + 1).map((t) => pointOn(curve, t));
  const length = points.slice(1).reduce((sum, point, k) => sum + distance(point, points[k]!), 0);
  return length / distance(curve.start, curve.end);
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, ai, i) => sum + (ai - b[i]!) ** 2, 0));
