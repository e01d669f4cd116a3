import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { rmspropScaling } from '../../../src/dynamics/central/adaptive-scaling.ts';
import { matrix } from '../../../src/dynamics/central/blocks.ts';
import { type EdgeSums, edgeSums } from '../../../src/dynamics/central/edge-sums.ts';
import { centre, type EdgePoint } from '../../../src/dynamics/central/oscillation.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import type { Matrix } from '../../../src/linalg/dense.ts';
import { polarisation } from '../../../src/linalg/symmetric/polarisation.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { byFactor } from '../../support/kronecker-quadratic.ts';

const P = 6;
const eta = 0.4;
const edge = 2 / eta;

let sums: EdgeSums;
beforeAll(async () => {
  await openEngine('native');
  sums = edgeSums('double');
});
afterAll(() => sums.dispose());
expectNoLeaks();

/** The flow at a point, from eigenvectors u of D⁻¹H and the form v ↦ ∇(vᵀ∇²L v). */
function centreAt(
  point: EdgePoint,
  values: readonly number[],
  vectors: readonly Float64Array[],
  form: (v: Float64Array) => Float64Array,
  dt: number,
) {
  if (values.length === 0) return centre(sums, point, undefined, { eta, dt });
  const along = polarisation(values.length).directions.map((weights) =>
    form(
      point.g.map((_, p) => weights.reduce((sum, weight, i) => sum + weight * vectors[i]![p]!, 0)),
    ),
  );
  const critical = {
    values,
    vectors: matrix(vectors.map((u) => u.map((x, p) => x * Math.sqrt(point.D[p]!)))),
    formGradients: matrix(along),
  };
  const moved = centre(sums, point, critical, { eta, dt });
  dispose([critical.vectors, critical.formGradients]);
  return moved;
}

/** L(θ) = bᵀθ + ½ θᵀH₀θ + (1/6) Σ S_pqr θ_p θ_q θ_r, whose third derivatives S are constant and symmetric. */
const random = rng(6);
const b = random.fork('b').normals(P);
const S = Array.from({ length: P }, (_, p) =>
  Array.from({ length: P }, (_, q) =>
    Array.from({ length: P }, (_, r) => random.fork('S', ...[p, q, r].sort()).normal()),
  ),
);
const indices = Array.from({ length: P }, (_, i) => i);
const total = (f: (i: number) => number) => indices.reduce((sum, i) => sum + f(i), 0);

/** Eigenpairs with uᵢᵀD uⱼ = δᵢⱼ by construction: H₀ = Σ λᵢ (D uᵢ)(D uᵢ)ᵀ, columns of U from Gram–Schmidt in D. */
function critical(D: Float64Array, values: readonly number[]) {
  const U: Float64Array[] = [];
  for (let j = 0; j < P; j++) {
    const v = random.fork('u', j).normals(P);
    for (const u of U) {
      const c = total((p) => D[p]! * u[p]! * v[p]!);
      for (const p of indices) v[p]! -= c * u[p]!;
    }
    const length = Math.sqrt(total((p) => D[p]! * v[p]! ** 2));
    U.push(v.map((x) => x / length));
  }
  const H0 = indices.map((p) =>
    indices.map((q) =>
      values.reduce((sum, value, i) => sum + value * D[p]! * U[i]![p]! * D[q]! * U[i]![q]!, 0),
    ),
  );
  const vectors = U.slice(0, values.length);
  return { H0, vectors };
}

/** ∇(vᵀ∇²L v) */
const form = (v: Float64Array) =>
  Float64Array.from(indices, (r) => total((p) => total((q) => S[p]![q]![r]! * v[p]! * v[q]!)));

const sizes = [1, 2, 3, 4];
describe.each([
  ...sizes.map((k) => ['gradient descent', k, undefined] as const),
  ...sizes.map((k) => ['RMSProp', k, { alpha: 0.9, epsilon: 0.01 }] as const),
])('the central flow of %s at θ = 0, of %i eigenvalues', (_, k, rmsprop) => {
  // Some eigenvalues at the edge, one under it, one a little over it.
  const values = [1.0001 * edge, edge, edge, 0.98 * edge].slice(0, k);
  const scaling = rmsprop && rmspropScaling(rmsprop, eta);
  const nu = Float64Array.from(indices, (i) => 0.5 + 0.3 * i);
  const D = scaling?.D(nu) ?? new Float64Array(P).fill(1);
  const { H0, vectors } = critical(D, values);
  const adaptation = scaling && { nu, relaxation: scaling.relaxation, slope: scaling.slope(nu) };
  const at = { g: b, D, ...(adaptation && { adaptation }) };
  const moved = (dt: number) => centreAt(at, values, vectors, form, dt);

  /** Uᵀ((2/η)D − H)U a step later. */
  const later = (dt: number) => {
    const { velocity, adapting } = moved(dt);
    const theta = velocity.map((x) => dt * x);
    const next = adapting === undefined ? D : scaling!.D(nu.map((x, i) => x + dt * adapting[i]!));
    return vectors.map((u) =>
      Float64Array.from(vectors, (w) =>
        total(
          (p) =>
            edge * next[p]! * u[p]! * w[p]! -
            total((q) => (H0[p]![q]! + total((r) => S[p]![q]![r]! * theta[r]!)) * u[p]! * w[q]!),
        ),
      ),
    );
  };

  test('keeps every eigenvalue at or below 2/η after a step, to second order in it', () => {
    // Nothing is curved for gradient descent, whose D stands still.
    for (const dt of [1e-3, 1e-4, 1e-5]) {
      const least = jacobiEigenvalues(later(dt))[0]!;
      expect(least).toBeGreaterThan(rmsprop === undefined ? -1e-8 : -(1e-8 + 100 * dt * dt));
    }
    const still = centreAt(at, [], [], form, 1e-3);
    const slope = vectors.map((u) =>
      Float64Array.from(
        vectors,
        (w, j) =>
          total((p) =>
            total((q) => total((r) => S[p]![q]![r]! * u[p]! * w[q]! * still.velocity[r]!)),
          ) +
          0 * j,
      ),
    );
    // Without Σ some of them would have left it.
    expect(jacobiEigenvalues(slope).at(-1)!).toBeGreaterThan(0.1);
  });

  test('has a covariance that is positive semidefinite and lies where the edge is met', () => {
    for (const dt of [1e-3, 1e-5]) {
      const { X, held } = moved(dt);
      expect(held).toBe(true);
      const covariance = X.map((row) => Float64Array.from(row));
      const spectrum = jacobiEigenvalues(covariance);
      expect(spectrum[0]!).toBeGreaterThan(-1e-8 * spectrum.at(-1)!);
      expect(spectrum.at(-1)!).toBeGreaterThan(0.1);
      const M = later(dt);
      let product = 0;
      for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) product += X[i]![j]! * M[i]![j]!;
      expectNear(product, 0, { atol: spectrum.at(-1)! * (1e-8 + 100 * dt * dt) });
    }
  });

  // D of RMSProp is not linear in ν, so that there it is one only to first order.
  if (rmsprop === undefined)
    test('has the covariance that gradient steps on its factor find', () => {
      const dt = 0.05;
      /** Uᵀ((2/η)I − H)U after a step under the covariance U X Uᵀ. */
      const Y = (X: Matrix): Matrix => {
        const theta = indices.map((r) => {
          const pull = vectors.reduce(
            (sum, u, i) =>
              sum +
              vectors.reduce(
                (part, w, j) =>
                  part + X[i]![j]! * total((p) => total((q) => S[p]![q]![r]! * u[p]! * w[q]!)),
                0,
              ),
            0,
          );
          return -dt * (b[r]! + pull / 2);
        });
        return vectors.map((u, i) =>
          vectors.map(
            (w, j) =>
              (i === j ? edge - values[i]! : 0) -
              total((p) => total((q) => total((r) => S[p]![q]![r]! * theta[r]!) * u[p]! * w[q]!)),
          ),
        );
      };
      const unit = vectors.map((_, i) => vectors.map((_, j) => (i === j ? 1 : 0)));
      const none = unit.map((row) => row.map(() => 0));
      const change = Y(unit).flatMap((row, i) => row.map((y, j) => Math.abs(y - Y(none)[i]![j]!)));
      const found = byFactor(Y, k, 2 * k * Math.max(...change), 4000);
      const { X } = moved(dt);
      const size = Math.max(...found.flat().map(Math.abs));
      expect(size).toBeGreaterThan(0.05);
      for (const [i, row] of X.entries())
        for (const [j, x] of row.entries()) expectNear(x, found[i]![j]!, { atol: 1e-3 * size });
    });

  test('moves by −D⁻¹(∇L + ½∇⟨H, Σ⟩), and ν by ρ(∇L² + (4/η²)D² diag Σ − ν)', () => {
    const { X, velocity, adapting } = moved(1e-3);
    const Sigma = indices.map((p) =>
      indices.map((q) => {
        let sum = 0;
        for (let i = 0; i < k; i++)
          for (let j = 0; j < k; j++) sum += vectors[i]![p]! * X[i]![j]! * vectors[j]![q]!;
        return sum;
      }),
    );
    for (const r of indices) {
      const pull = total((p) => total((q) => S[p]![q]![r]! * Sigma[p]![q]!)) / 2;
      expectNear(velocity[r]!, -(b[r]! + pull) / D[r]!, { rtol: 1e-9, atol: 1e-9 });
      if (scaling !== undefined) {
        const mean = b[r]! ** 2 + (edge * D[r]!) ** 2 * Sigma[r]![r]!;
        expectNear(adapting![r]!, scaling.relaxation * (mean - nu[r]!), { rtol: 1e-9, atol: 1e-9 });
      }
    }
  });
});

test('one direction at the edge of RMSProp has the covariance that holds it, in closed form', () => {
  // L = ½ y x² − c y at x = 0: H = y along x, ∇H = 1 along y.
  const [c, relaxation] = [0.7, 0.3];
  const nu = Float64Array.of(4, 9);
  const D = nu.map(Math.sqrt);
  const y = edge * D[0]!;
  const u = Float64Array.of(1 / Math.sqrt(D[0]!), 0);
  const point = {
    g: Float64Array.of(0, -c),
    D,
    adaptation: { nu, relaxation, slope: D.map((d) => 0.5 / d) },
  };
  const { X } = centreAt(point, [y / D[0]!], [u], (v) => Float64Array.of(0, v[0]! ** 2), 1e-3);
  // dy/dt = (c − ½σ)/D_y must be (2/η) dD_x/dt = (1/η)(ρ/D_x)((4/η²)D_x²σ − ν_x), with σ = X u_x².
  const sigma =
    (c / D[1]! + (relaxation * D[0]!) / eta) /
    (1 / (2 * D[1]!) + (4 * relaxation * D[0]!) / eta ** 3);
  expectNear(X[0]![0]! * u[0]! ** 2, sigma, { rtol: 1e-9 });
});

test('constants of RMSProp out of their ranges are refused', () => {
  expect(() => rmspropScaling({ alpha: 0 }, 1)).toThrow('invalid alpha; not in (0, ∞): 0');
  expect(() => rmspropScaling({ alpha: 1 }, 1)).toThrow('invalid 1 − alpha; not in (0, ∞): 0');
  expect(() => rmspropScaling({ epsilon: -1 }, 1)).toThrow('invalid epsilon; not in [0, ∞): -1');
  expect(() => rmspropScaling({}, 0)).toThrow('invalid eta; not in (0, ∞): 0');
});
