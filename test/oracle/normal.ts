const sqrtPi = Math.sqrt(Math.PI);

/** Standard normal density φ(x) = e^(−x²/2) / √(2π). */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Standard normal distribution function Φ(x) = ½ erfc(−x/√2). */
export const normalDistribution = (x: number): number => erfc(-x * Math.SQRT1_2) / 2;

/**
 * Error function erf(z) = 2/√π ∫₀ᶻ e^(−t²) dt, absolute error below 1e-15.
 *
 * The two expansions meet at |z| = 2: below it the series loses at most two digits of erfc, above
 * it the continued fraction needs fewer than 100 terms.
 */
export const erf = (z: number): number => (Math.abs(z) < 2 ? erfSeries(z) : 1 - erfc(z));

/** Complementary error function erfc(z) = 1 − erf(z), without cancellation for z ≥ 2. */
export function erfc(z: number): number {
  if (z >= 2) return erfcFraction(z);
  if (z <= -2) return 2 - erfcFraction(-z);
  return 1 - erfSeries(z);
}

/** erf z = 2/√π e^(−z²) Σₙ 2ⁿ z²ⁿ⁺¹ / (1·3⋯(2n+1)): no term changes sign (DLMF 7.6.2). */
export function erfSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; Math.abs(term) > Number.EPSILON * 1e-2 * Math.abs(sum); n += 1) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return (2 / sqrtPi) * Math.exp(-z * z) * sum;
}

/** √π e^(z²) erfc z = 1/(z + ½/(z + 1/(z + 3⁄2/(z + …)))), from its tail up (DLMF 7.9.1), z > 0. */
export function erfcFraction(z: number): number {
  let denominator = z;
  for (let n = 200; n >= 1; n -= 1) denominator = z + n / 2 / denominator;
  return Math.exp(-z * z) / (sqrtPi * denominator);
}
