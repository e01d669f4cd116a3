import { positive } from '../core/check.ts';

/**
 * P(T > t), T of Student's t with `degrees` > 0 of freedom; to 1e-12 relative, t may be ±∞, NaN gives NaN.
 *
 * P(|T| > t) = I_x(ν/2, 1/2), x = ν/(ν + t²): Abramowitz & Stegun 1964, eq. 26.7.1, with I by the continued
 * fraction 26.5.8. Throws RangeError unless degrees is in (0, ∞).
 */
export function studentTail(t: number, degrees: number): number {
  positive('degrees', degrees);
  if (Number.isNaN(t)) return Number.NaN;
  const square = t * t;
  const half = square === Number.POSITIVE_INFINITY ? 0 : incompleteBeta(degrees, square) / 2;
  return t > 0 ? half : 1 - half;
}

// I_x(a, b) at a = ν/2, b = 1/2, x = ν/(ν + t²); 1 − x is given by t² itself, or it would be lost in rounding.
function incompleteBeta(degrees: number, square: number): number {
  const [a, b] = [degrees / 2, 0.5];
  const [x, y] = [degrees / (degrees + square), square / (degrees + square)];
  if (y === 0) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y),
  );
  // The fraction converges fast below the mean; above it the complement does.
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(a, b, x)) / a
    : 1 - (front * fraction(b, a, y)) / b;
}

/** The continued fraction 26.5.8 by Lentz's method; Press et al. 2007, "Numerical recipes", §6.4. */
function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let h = d;
  for (let m = 1; m <= 10_000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / nonZero(1 + term * d, tiny);
      c = nonZero(1 + term / c, tiny);
      h *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

const nonZero = (x: number, tiny: number) => (Math.abs(x) < tiny ? tiny : x);

/** ln Γ(x), x > 0, by Lanczos' sum with g = 7 and nine terms, to 1e-14; Lanczos 1964, SIAM J. Numer. Anal. B 1. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + 7.5;
  return Math.log(2 * Math.PI) / 2 + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];
