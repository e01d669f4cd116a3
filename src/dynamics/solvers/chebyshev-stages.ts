/** The weights of one stage: y_j = k₀ θ + k₁ y_{j−1} + k₂ y_{j−2} + dt (a f_{j−1} + b f₀). */
export interface Stage {
  readonly theta: number;
  readonly previous: number;
  readonly beforePrevious: number;
  readonly drift: number;
  readonly drift0: number;
}

/** Damping ε of the stability polynomial; Sommeijer, Shampine & Verwer 1998, §2. */
const EPSILON = 2 / 13;

/**
 * How many stages make a step stable: s with dt ρ ≤ ⅔(s² − 1)(1 − 2ε/15).
 *
 * Sommeijer, Shampine & Verwer, J. Comput. Appl. Math. 88 (1998), eq. (2.3); ρ is the spectral
 * radius of ∂f/∂θ. At least 2.
 */
export const stagesFor = (dt: number, rho: number): number =>
  Math.max(2, Math.ceil(Math.sqrt(1 + (1.5 * dt * rho) / (1 - (2 * EPSILON) / 15))));

/**
 * The first stage, y₁ = θ + first dt f₀, and stages 2 … s of the second-order Chebyshev method.
 *
 * Sommeijer, Shampine & Verwer 1998, §2, eqs. (2.1)–(2.2): with w₀ = 1 + ε/s² and
 * w₁ = T′_s(w₀)/T″_s(w₀), b_j = T″_j(w₀)/T′_j(w₀)², b₀ = b₁ = b₂.
 */
export function chebyshevStages(s: number): {
  readonly first: number;
  readonly stages: readonly Stage[];
} {
  const w0 = 1 + EPSILON / s ** 2;
  const { T, dT, ddT } = polynomials(s, w0);
  const w1 = dT[s]! / ddT[s]!;
  const b = Array.from(
    { length: s + 1 },
    (_, j) => ddT[Math.max(2, j)]! / dT[Math.max(2, j)]! ** 2,
  );
  const stages: Stage[] = [];
  for (let j = 2; j <= s; j++) {
    const mu = (2 * b[j]! * w0) / b[j - 1]!;
    const nu = -b[j]! / b[j - 2]!;
    const drift = (2 * b[j]! * w1) / b[j - 1]!;
    const drift0 = -(1 - b[j - 1]! * T[j - 1]!) * drift;
    stages.push({ theta: 1 - mu - nu, previous: mu, beforePrevious: nu, drift, drift0 });
  }
  return { first: b[1]! * w1, stages };
}

/** Chebyshev polynomials T₀ … T_s at x with their first two derivatives, by the three-term recurrence. */
function polynomials(s: number, x: number): { T: number[]; dT: number[]; ddT: number[] } {
  const T = [1, x];
  const dT = [0, 1];
  const ddT = [0, 0];
  for (let j = 2; j <= s; j++) {
    T.push(2 * x * T[j - 1]! - T[j - 2]!);
    dT.push(2 * T[j - 1]! + 2 * x * dT[j - 1]! - dT[j - 2]!);
    ddT.push(4 * dT[j - 1]! + 2 * x * ddT[j - 1]! - ddT[j - 2]!);
  }
  return { T, dT, ddT };
}
