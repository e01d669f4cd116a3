import { axpy } from './float64.ts';

export interface DormandPrinceOptions {
  /** Requested sum of the local errors, in `size`, > 0. */
  readonly tolerance: number;
  /** Steps before giving up, those that were refused too. */
  readonly maxSteps: number;
  /** The size of an error. */
  size(error: Float64Array): number;
}

export interface Integrated {
  /** y(t). */
  readonly values: Float64Array;
  /** The sum of the estimated local errors: a bound on the error where the equation contracts in `size`, as far as these are right. */
  readonly error: number;
  /** False where maxSteps was reached, or a value was not finite, before t. */
  readonly converged: boolean;
}

/**
 * The coefficients of the 5(4) pair of Dormand & Prince, RK5(4)7M, whose last stage is the first of the next step: A family of embedded Runge–Kutta formulae, J. Comput.
 * Appl. Math. 6 (1980) 19–26; Hairer, Nørsett & Wanner, Solving ODEs I, §II.5, table 5.2.
 */
export const RK54 = {
  /** Of stages 1 … 6. */
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  ],
  /** Of order 5. */
  b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  /** b̂, of order 4. */
  embedded: [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40],
} as const;

/** What leads from the first stage to each of the others. */
const LATER: readonly (readonly number[])[] = [...RK54.a.slice(1), RK54.b];
/** b − b̂, as exact fractions: the rounded differences of the two lose digits. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const;

/**
 * y(t) of dy/dt = f(y), y(0) given, in float64 by the 5(4) pair of Dormand & Prince, {@link RK54}.
 *
 * A step of length h may have a local error of
 * tolerance · h/t, so that those of all steps sum to the tolerance: error per unit step, Hairer, Nørsett & Wanner,
 * Solving ODEs I, §II.4. The solution of order 5 is gone on from, the error is that of order 4. Shapes [N].
 */
export function dormandPrince(
  f: (y: Float64Array) => Float64Array,
  start: Float64Array,
  t: number,
  { tolerance, maxSteps, size }: DormandPrinceOptions,
): Integrated {
  let [y, at, error] = [start, 0, 0];
  let slope = f(y);
  let h = firstStep(size(slope), t, tolerance);
  for (let step = 0; at < t; step++) {
    if (step === maxSteps || !(h > 0)) return { values: y, error, converged: false };
    const last = at + h >= t;
    if (last) h = t - at;
    const { next, slopes } = stages(f, y, slope, h);
    const local = size(combined(ERROR, slopes, h));
    const share = local / (tolerance * (h / t));
    if (share <= 1) {
      y = next;
      slope = slopes.at(-1)!;
      at = last ? t : at + h;
      error += local;
    }
    // Of a share that is not finite, a fifth of the step.
    h *= Math.min(5, Math.max(0.2, 0.9 * share ** -0.25)) || 0.2;
  }
  return { values: y, error, converged: error <= tolerance };
}

/** A step whose local error would be the tolerance if it were the step itself. */
const firstStep = (slope: number, t: number, tolerance: number): number =>
  slope > 0 ? Math.min(t, Math.max(tolerance / slope, 1e-6 * t)) : t;

/** The slopes of all stages, the last of them that at the end of the step. */
function stages(
  f: (y: Float64Array) => Float64Array,
  y: Float64Array,
  slope: Float64Array,
  h: number,
) {
  const slopes = [slope];
  let next = y;
  for (const row of LATER) {
    next = axpy(1, y, combined(row, slopes, h));
    slopes.push(f(next));
  }
  return { next, slopes };
}

/** h Σᵢ wᵢ kᵢ */
function combined(
  weights: readonly number[],
  slopes: readonly Float64Array[],
  h: number,
): Float64Array {
  const out = new Float64Array(slopes[0]!.length);
  for (const [i, w] of weights.entries()) {
    if (w === 0) continue;
    const own = slopes[i]!;
    for (let j = 0; j < out.length; j++) out[j]! += h * w * own[j]!;
  }
  return out;
}
