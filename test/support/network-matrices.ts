import type { LossName } from '../../src/problems/supervised/loss-names.ts';
import { oracleJacobian } from '../oracle/jacobian.ts';
import type { Matrix } from './dense-matrices.ts';
import { denseHessian, type Small } from './small-network.ts';

/** Every matrix of a small network, dense and in float64, by sums over examples written out. */
export interface Matrices {
  readonly hessian: Matrix;
  readonly gaussNewton: Matrix;
  readonly residual: Matrix;
  readonly fisher: Matrix;
  readonly empiricalFisher: Matrix;
  readonly gradientCovariance: Matrix;
  /** JJᵀ [nk][nk] */
  readonly kernel: Matrix;
  /** ∂f/∂θ [nk][P] */
  readonly J: readonly Float64Array[];
  /** ḡ [P] */
  readonly gradient: Float64Array;
}

/** All of them at θ on the examples that the network has. */
export function matricesOf(small: Small, theta = small.theta): Matrices {
  const { twin, loss, labels } = small;
  const k = twin.classes;
  const n = labels.length;
  const P = theta.length;
  const { outputs, J } = oracleJacobian(twin, theta, Float64Array.from(small.x));
  const G = zeros(P);
  const F = zeros(P);
  const E = zeros(P);
  const gradients: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const f = outputs.subarray(i * k, (i + 1) * k);
    const rows = J.slice(i * k, (i + 1) * k);
    const pulled = (u: ArrayLike<number>) =>
      Float64Array.from({ length: P }, (_, j) =>
        rows.reduce((sum, row, c) => sum + u[c]! * row[j]!, 0),
      );
    for (const [weight, u] of curvatureTerms[loss](f)) rankOne(G, weight / n, pulled(u));
    for (const [weight, u] of scoreTerms[loss](f)) rankOne(F, weight / n, pulled(u));
    const g = pulled(slope(loss, f, labels[i]!));
    rankOne(E, 1 / n, g);
    gradients.push(g);
  }
  const gradient = new Float64Array(P).map((_, j) => gradients.reduce((s, g) => s + g[j]!, 0) / n);
  const C = zeros(P);
  for (const g of gradients)
    rankOne(
      C,
      1 / n,
      g.map((x, j) => x - gradient[j]!),
    );
  const H = denseHessian(small, theta);
  return {
    hessian: H,
    gaussNewton: G,
    residual: H.map((row, i) => row.map((x, j) => x - G[i]![j]!)),
    fisher: F,
    empiricalFisher: E,
    gradientCovariance: C,
    kernel: J.map((a) => Float64Array.from(J, (b) => a.reduce((sum, x, j) => sum + x * b[j]!, 0))),
    J,
    gradient,
  };
}

type Terms = readonly (readonly [weight: number, u: readonly number[]])[];

const softmax = (f: Float64Array): number[] => {
  const e = Array.from(f, (x) => Math.exp(x - Math.max(...f)));
  return e.map((x) => x / e.reduce((a, b) => a + b, 0));
};

const unit = (k: number, c: number) => Array.from({ length: k }, (_, i) => Number(i === c));

/** The Hessian of the loss in the outputs as Σ w u uᵀ: I, and Σ_{a<b} p_a p_b (e_a − e_b)(e_a − e_b)ᵀ. */
const curvatureTerms: Readonly<Record<LossName, (f: Float64Array) => Terms>> = {
  'squared-error': (f) => Array.from(f, (_, c) => [1, unit(f.length, c)]),
  'cross-entropy': (f) => {
    const p = softmax(f);
    return p.flatMap((pa, a) =>
      p.slice(a + 1).map((pb, i) => {
        const b = a + 1 + i;
        return [pa * pb, p.map((_, c) => Number(c === a) - Number(c === b))] as const;
      }),
    );
  },
};

/** E over the model's labels of the score times itself: Σ_y p_y (p − e_y)(p − e_y)ᵀ; of N(f, I) by sampling none, I. */
const scoreTerms: Readonly<Record<LossName, (f: Float64Array) => Terms>> = {
  'squared-error': (f) => Array.from(f, (_, c) => [1, unit(f.length, c)]),
  'cross-entropy': (f) => {
    const p = softmax(f);
    return p.map((py, y) => [py, p.map((pc, c) => pc - Number(c === y))]);
  },
};

const slope = (loss: LossName, f: Float64Array, label: number): number[] =>
  (loss === 'squared-error' ? [...f] : softmax(f)).map((x, c) => x - Number(c === label));

const zeros = (P: number): Float64Array[] => Array.from({ length: P }, () => new Float64Array(P));

/** A += w u uᵀ */
function rankOne(A: Float64Array[], w: number, u: Float64Array): void {
  for (const [i, row] of A.entries()) {
    const c = w * u[i]!;
    if (c !== 0) for (let j = 0; j < u.length; j++) row[j]! += c * u[j]!;
  }
}
