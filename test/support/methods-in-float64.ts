import { symmetricEigen } from '../../src/linalg/symmetric-eigen.ts';

/** One training method written out in float64: the slow twin that solvers are held against. */
export interface ByHand {
  /** θ after a step of size η from gradient g; k counts from 1. Remembers the steps before. */
  step(theta: Float64Array, g: Float64Array, eta: number, k: number): Float64Array;
}

/** θ ← θ − ηg. */
export const descentByHand = (): ByHand => ({
  step: (theta, g, eta) => theta.map((x, i) => x - eta * g[i]!),
});

/** Polyak's form, for a constant η: θ ← θ − ηg + β(θ − θ₋). */
export function polyakByHand(beta: number): ByHand {
  let before: Float64Array | undefined;
  return {
    step(theta, g, eta) {
      const next = theta.map((x, i) => x - eta * g[i]! + beta * (x - (before?.[i] ?? x)));
      before = theta;
      return next;
    },
  };
}

/** v ← βv + g, θ ← θ − ηv. */
export function heavyBallByHand(beta: number): ByHand {
  const v: number[] = [];
  return {
    step: (theta, g, eta) =>
      theta.map((x, i) => {
        v[i] = beta * (v[i] ?? 0) + g[i]!;
        return x - eta * v[i]!;
      }),
  };
}

/**
 * Nesterov's own form, for a constant η: x ← θ − ηg, θ ← x + β(x − x₋), with gradients at θ.
 */
export function nesterovByHand(beta: number): ByHand {
  let before: Float64Array | undefined;
  return {
    step(theta, g, eta) {
      const last = before ?? theta;
      const x = theta.map((y, i) => y - eta * g[i]!);
      before = x;
      return x.map((xi, i) => xi + beta * (xi - last[i]!));
    },
  };
}

/** v ← βv + g, θ ← θ − η(g + βv), for any η. */
export function nesterovOfVelocityByHand(beta: number): ByHand {
  const v: number[] = [];
  return {
    step: (theta, g, eta) =>
      theta.map((x, i) => {
        v[i] = beta * (v[i] ?? 0) + g[i]!;
        return x - eta * (g[i]! + beta * v[i]!);
      }),
  };
}

/** Kingma & Ba, algorithm 1, line by line. */
export function adamByHand(beta1: number, beta2: number, epsilon: number): ByHand {
  const m: number[] = [];
  const v: number[] = [];
  return {
    step: (theta, g, eta, k) =>
      theta.map((x, i) => {
        m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * g[i]!;
        v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * g[i]! ** 2;
        const mHat = m[i]! / (1 - beta1 ** k);
        const vHat = v[i]! / (1 - beta2 ** k);
        return x - (eta * mHat) / (Math.sqrt(vHat) + epsilon);
      }),
  };
}

/** v ← αv + (1 − α)g², θ ← θ − ηg/(√v + ε). */
export function rmspropByHand(alpha: number, epsilon: number): ByHand {
  const v: number[] = [];
  return {
    step: (theta, g, eta) =>
      theta.map((x, i) => {
        v[i] = alpha * (v[i] ?? 0) + (1 - alpha) * g[i]! ** 2;
        return x - (eta * g[i]!) / (Math.sqrt(v[i]!) + epsilon);
      }),
  };
}

/** Steps of η along the sign of a mean of gradients. */
export function lionByHand(beta1: number, beta2: number): ByHand {
  const m: number[] = [];
  return {
    step: (theta, g, eta) =>
      theta.map((x, i) => {
        const along = Math.sign(beta1 * (m[i] ?? 0) + (1 - beta1) * g[i]!);
        m[i] = beta2 * (m[i] ?? 0) + (1 - beta2) * g[i]!;
        return x - eta * along;
      }),
  };
}

/** x ↦ ax + bx³ + cx⁵ five times, of each singular value of a matrix [m, n] over its Frobenius norm; vectors as they are. */
export function muonByHand(
  beta: number,
  nesterov: boolean,
  shapes: readonly (readonly number[])[],
  vectors: number,
): ByHand {
  let v: Float64Array | undefined;
  return {
    step(theta, g, eta) {
      const next = g.map((x, i) => beta * (v?.[i] ?? 0) + x);
      v = next;
      const u = nesterov ? g.map((x, i) => x + beta * next[i]!) : next;
      let from = 0;
      const steps = shapes.flatMap((shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const own = u.slice(from, from + size);
        from += size;
        return shape.length < 2
          ? [...own].map((x) => vectors * x)
          : orthogonalisedByHand(own, size / shape.at(-1)!, shape.at(-1)!);
      });
      return theta.map((x, i) => x - eta * steps[i]!);
    },
  };
}

/** √max(1, n/m) Σ p(sᵢ/‖s‖) uᵢvᵢᵀ, from the eigenvectors of GᵀG. */
function orthogonalisedByHand(G: Float64Array, m: number, n: number): number[] {
  const gram = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let total = 0;
      for (let r = 0; r < m; r++) total += G[r * n + i]! * G[r * n + j]!;
      return total;
    }),
  );
  const { values, vectors } = symmetricEigen(gram);
  const size = Math.hypot(...G);
  const out = new Float64Array(m * n);
  for (const [k, square] of values.entries()) {
    const s = Math.sqrt(Math.max(0, square));
    if (s < 1e-7 * size) continue;
    let x = s / size;
    for (let step = 0; step < 5; step++) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
    for (let r = 0; r < m; r++) {
      let Gv = 0;
      for (let j = 0; j < n; j++) Gv += G[r * n + j]! * vectors[j]![k]!;
      for (let j = 0; j < n; j++)
        out[r * n + j]! += Math.sqrt(Math.max(1, n / m)) * x * (Gv / s) * vectors[j]![k]!;
    }
  }
  return [...out];
}

/** A method on g + wθ. */
export const coupledByHand = (method: ByHand, w: number): ByHand => ({
  step: (theta, g, eta, k) =>
    method.step(
      theta,
      g.map((x, i) => x + w * theta[i]!),
      eta,
      k,
    ),
});

/** θ ← (1 − ηw)θ, and then the step of a method on the gradient of before. */
export const decoupledByHand = (method: ByHand, w: number): ByHand => ({
  step: (theta, g, eta, k) =>
    method.step(
      theta.map((x) => (1 - eta * w) * x),
      g,
      eta,
      k,
    ),
});

/** The path θ₀, θ₁, … of a method under gradients and rates that may depend on the step. */
export function pathByHand(
  method: ByHand,
  theta0: Float64Array,
  steps: number,
  gradient: (theta: Float64Array, step: number) => Float64Array,
  eta: (step: number) => number,
): Float64Array[] {
  const path = [theta0];
  for (let step = 0; step < steps; step++) {
    const theta = path[step]!;
    path.push(method.step(theta, gradient(theta, step), eta(step), step + 1));
  }
  return path;
}

/** Linear regression's mean gradient over some rows, Σ xᵢ(xᵢᵀw − yᵢ)/B. Shape [d]. */
export function regressionGradient(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array,
  rows: ArrayLike<number>,
): Float64Array {
  const d = w.length;
  const g = new Float64Array(d);
  for (let r = 0; r < rows.length; r++) {
    const row = x.subarray(rows[r]! * d, (rows[r]! + 1) * d);
    const residual = row.reduce((s, a, k) => s + a * w[k]!, 0) - y[rows[r]!]!;
    for (let k = 0; k < d; k++) g[k]! += (residual * row[k]!) / rows.length;
  }
  return g;
}
