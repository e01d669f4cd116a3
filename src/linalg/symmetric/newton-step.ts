import { addScaled, type Matrix, multiply, transpose } from '../dense.ts';
import { dot } from '../float64.ts';
import { symmetricEigen } from '../symmetric-eigen.ts';
import { factorise, solveFactorised } from './cholesky.ts';
import { congruence } from './congruence.ts';
import { matrixOf, vectorise } from './symmetric-coordinates.ts';

/** A step towards X ⪰ 0, Y = A + B[X] ⪰ 0, XY = 0. */
export interface NewtonStep {
  readonly dX: Matrix;
  readonly dY: Matrix;
  /** Share of it that keeps both positive definite. */
  readonly length: number;
}

/** Share of the way to the boundary that a step takes; a usual value, Wright, Primal-Dual Interior-Point Methods (1997), ch. 10. */
const STEP = 0.95;
/** A share of the step below which round-off decides what is left. */
const STALLED = 1e-6;

/**
 * A predictor and corrector step from X, Y ≻ 0 with ⟨X, Y⟩/k = μ, or one to XY = μI; undefined where round-off leaves none.
 *
 * In the scaling of Nesterov and Todd, G⁻¹XG⁻ᵀ = GᵀYG = diag(d), Newton's equations are (I + 𝒢ᵀB𝒢) ΔX = R − 𝒢ᵀ(A + B[X] − Y)
 * with 𝒢[X] = GXGᵀ, symmetric and positive definite, so that one Cholesky factor serves the predictor, R = −diag(d), and
 * the corrector, R = diag(σμ/d − d) less what the predictor's ΔX ΔY leaves (Mehrotra), σ the cube of the share of μ that the predictor
 * leaves. Todd, Toh & Tütüncü, On the Nesterov–Todd direction in semidefinite programming, SIAM J. Optim. 8 (1998) 769–796, §§2–4.
 * `lack` is A + B[X] − Y. Costs k⁵ and d³/6 multiplications, d = k(k + 1)/2.
 */
export function newtonStep(
  X: Matrix,
  Y: Matrix,
  lack: Matrix,
  B: Matrix,
  mu: number,
  aim: 'solution' | 'centre',
): NewtonStep | undefined {
  const k = X.length;
  const scaling = nesterovTodd(X, Y);
  if (scaling === undefined) return undefined;
  const { G, d } = scaling;
  const Gt = transpose(G);
  const inner = (M: Matrix) => multiply(Gt, multiply(M, G));
  const size = (k * (k + 1)) / 2;
  const system = congruence(G, B);
  for (let i = 0; i < size; i++) system[i * size + i]! += 1;
  factorise(system, size);
  const missing = inner(lack);
  /** Scaled ΔX and ΔY that add up to R. */
  const solved = (R: Matrix) => {
    const dX = matrixOf(solveFactorised(system, vectorise(addScaled(R, -1, missing))), k);
    return { dX, dY: addScaled(R, -1, dX) };
  };
  const lengthOf = (way: { readonly dX: Matrix; readonly dY: Matrix }) =>
    Math.min(1, STEP * room(d, way.dX), STEP * room(d, way.dY));
  /** diag(σμ/d − d) less `rest`. */
  const towards = (sigma: number, rest: (i: number, j: number) => number) =>
    d.map((di, i) => d.map((_, j) => (i === j ? (sigma * mu) / di - di : 0) - rest(i, j)));
  const none = () => 0;
  const corrected = () => {
    const predicted = solved(towards(0, none));
    const turned = multiply(predicted.dX, predicted.dY);
    return solved(
      towards(
        (1 - lengthOf(predicted)) ** 3,
        (i, j) => (turned[i]![j]! + turned[j]![i]!) / (d[i]! + d[j]!),
      ),
    );
  };
  const way = aim === 'centre' ? solved(towards(1, none)) : corrected();
  const length = lengthOf(way);
  if (!(length > STALLED)) return undefined;
  const dX = multiply(G, multiply(way.dX, Gt));
  const image = matrixOf(
    B.map((row) => dot(row, vectorise(dX))),
    k,
  );
  return { dX, dY: addScaled(lack, 1, image), length };
}

/** G and d with G⁻¹XG⁻ᵀ = GᵀYG = diag(d); undefined where X or Y is not positive definite. */
function nesterovTodd(X: Matrix, Y: Matrix): { G: Matrix; d: readonly number[] } | undefined {
  const k = X.length;
  const flat = Float64Array.from(X.flat());
  factorise(flat, k);
  const L = X.map((_, i) => X.map((_, j) => (j <= i ? flat[i * k + j]! : 0)));
  const middle = multiply(transpose(L), multiply(Y, L));
  if (!middle.flat().every(Number.isFinite)) return undefined;
  // LᵀYL = V diag(d²) Vᵀ
  const { values, vectors } = symmetricEigen(middle);
  if (!(values[0]! > 0)) return undefined;
  const d = values.map(Math.sqrt);
  const G = multiply(L, vectors).map((row) => row.map((x, j) => x / Math.sqrt(d[j]!)));
  return { G, d };
}

/** The largest t ≤ ∞ with diag(d) + t M ⪰ 0. */
function room(d: readonly number[], M: Matrix): number {
  const scaled = M.map((row, i) => row.map((x, j) => x / Math.sqrt(d[i]! * d[j]!)));
  if (!scaled.flat().every(Number.isFinite)) return 0;
  const least = symmetricEigen(scaled).values[0]!;
  return least < 0 ? -1 / least : Number.POSITIVE_INFINITY;
}
