import type { LossName } from '../problems/supervised/loss-names.ts';

/** A network x → V tanh(W x + b) + c, as sizes. */
export interface Sizes {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** Loss, gradient [P] and dense Hessian [P][P]. */
export interface Dense {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array[];
}

/**
 * The mean loss of a network with one hidden layer of tanh, with its first two derivatives, by sums written out in float64.
 *
 * L = (1/n) Σ ℓ(f, y), f = Vᵀh + c, h = tanh z, z = Wᵀx + b, in the order θ = [W, b, V, c] with W [d, m] and V [m, k]. With
 * u = ∂ℓ/∂f and A = ∂²ℓ/∂f²: ∇L = Jᵀu and ∇²L = JᵀAJ + Σ_k u_k ∇²f_k, where ∂f_k/∂z_j = V_jk h′_j and, beside it,
 * ∂²f_k/∂z_j² = V_jk h″_j and ∂²f_k/∂z_j ∂V_jk = h′_j are all that is not 0; h′ = 1 − h², h″ = −2h(1 − h²). Shape of x: [n, d].
 */
export function dense(
  { inputs: d, hidden: m, outputs: k }: Sizes,
  loss: LossName,
  theta: Float64Array,
  x: ArrayLike<number>,
  labels: ArrayLike<number>,
): Dense {
  const P = theta.length;
  const n = labels.length;
  const gradient = new Float64Array(P);
  const hessian = Array.from({ length: P }, () => new Float64Array(P));
  const W = (i: number, j: number) => i * m + j;
  const b = (j: number) => d * m + j;
  const V = (j: number, c: number) => (d + 1) * m + j * k + c;
  const bias = (c: number) => (d + 1 + k) * m + c;
  let total = 0;
  for (let e = 0; e < n; e++) {
    // Each z_j is a linear function of the weights W_·j and b_j, with these factors.
    const factors = [...Array.from({ length: d }, (_, i) => x[e * d + i]!), 1];
    const into = (j: number) => factors.map((_, i) => (i < d ? W(i, j) : b(j)));
    const h = Array.from({ length: m }, (_, j) =>
      Math.tanh(into(j).reduce((sum, at, i) => sum + theta[at]! * factors[i]!, 0)),
    );
    const f = Array.from({ length: k }, (_, c) =>
      h.reduce((sum, hj, j) => sum + hj * theta[V(j, c)]!, theta[bias(c)]!),
    );
    const { value, u, A } = outputLosses[loss](f, labels[e]!);
    total += value / n;
    const J = f.map((_, c) => {
      const row = new Float64Array(P);
      row[bias(c)] = 1;
      for (const [j, hj] of h.entries()) {
        row[V(j, c)] = hj;
        for (const [i, at] of into(j).entries())
          row[at] = theta[V(j, c)]! * (1 - hj * hj) * factors[i]!;
      }
      return row;
    });
    for (let p = 0; p < P; p++) {
      for (let c = 0; c < k; c++) gradient[p]! += (u[c]! * J[c]![p]!) / n;
      for (let q = 0; q < P; q++)
        for (let a = 0; a < k; a++)
          for (let c = 0; c < k; c++) hessian[p]![q]! += (J[a]![p]! * A[a]![c]! * J[c]![q]!) / n;
    }
    for (const [j, hj] of h.entries()) {
      const slope = 1 - hj * hj;
      for (const [i, p] of into(j).entries()) {
        for (const [l, q] of into(j).entries())
          for (let c = 0; c < k; c++)
            hessian[p]![q]! -=
              (u[c]! * theta[V(j, c)]! * 2 * hj * slope * factors[i]! * factors[l]!) / n;
        for (let c = 0; c < k; c++) {
          hessian[p]![V(j, c)]! += (u[c]! * slope * factors[i]!) / n;
          hessian[V(j, c)]![p]! += (u[c]! * slope * factors[i]!) / n;
        }
      }
    }
  }
  return { loss: total, gradient, hessian };
}

/** ℓ, ∂ℓ/∂f and ∂²ℓ/∂f² of outputs f and a class y. */
const outputLosses: Readonly<
  Record<LossName, (f: number[], y: number) => { value: number; u: number[]; A: number[][] }>
> = {
  'squared-error': (f, y) => {
    const u = f.map((x, c) => x - Number(c === y));
    return {
      value: u.reduce((sum, r) => sum + (r * r) / 2, 0),
      u,
      A: f.map((_, a) => f.map((_, c) => Number(a === c))),
    };
  },
  'cross-entropy': (f, y) => {
    const e = f.map((x) => Math.exp(x - f[y]!));
    const sum = e.reduce((s, x) => s + x, 0);
    const p = e.map((x) => x / sum);
    return {
      value: Math.log(sum),
      u: p.map((x, c) => x - Number(c === y)),
      A: p.map((pa, a) => p.map((pc, c) => pa * (Number(a === c) - pc))),
    };
  },
};
