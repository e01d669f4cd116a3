/**
 * The mean time in which dx = −U′(x) dt + √(2T) dW first comes from a to b > a, by the trapezoidal rule in float64:
 * τ = (1/T) ∫ₐᵇ e^{U(y)/T} ∫_{−∞}^y e^{−U(z)/T} dz dy. Gardiner, Handbook of Stochastic Methods, 2004, eq. 5.2.160; Pavliotis 2014, eq. 7.11.
 */
export function meanFirstPassage(
  U: (x: number) => number,
  T: number,
  a: number,
  b: number,
): number {
  let low = a;
  while (U(low) < 40 * T) low -= 0.1;
  const n = 40_000;
  const h = (b - low) / n;
  let [inner, tau] = [0, 0];
  for (let i = 1; i <= n; i++) {
    const [y, before] = [low + i * h, low + (i - 1) * h];
    inner += ((Math.exp(-U(before) / T) + Math.exp(-U(y) / T)) / 2) * h;
    if (before >= a) tau += Math.exp(U((y + before) / 2) / T) * inner * h;
  }
  return tau / T;
}
