import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import {
  type EigenpairOptions,
  type Eigenpairs,
  eigenpairs,
} from '../../../src/probes/spectrum/eigenvalues.ts';
import {
  diagonal,
  type Matrix,
  operatorOf,
  product,
  withSpectrum,
} from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';

const options: EigenpairOptions = { top: 1, tolerance: 1e-3, maxProducts: 400, random: rng(1) };
const of = (A: Matrix, more: Partial<EigenpairOptions> = {}): Eigenpairs =>
  eigenpairs(operatorOf(A), { ...options, ...more });
const all = ({ top, bottom }: Eigenpairs) => [...top, ...bottom];
const costOf = (pairs: Eigenpairs) => all(pairs)[0]!.value.cost.hvps;

/** diag(spectrum) without storing it. */
const stretched = (spectrum: readonly number[]) => ({
  dim: spectrum.length,
  matvec: (v: ArrayLike<number>) => Float64Array.from(spectrum, (x, i) => x * v[i]!),
  dispose() {},
});

const bulk = [...rng(2).normals(60)].map((x) => 0.1 * x);
const spectra = [
  { name: 'outliers above a bulk', spectrum: [...bulk, 1, 2, 3, 4] },
  { name: 'more negative eigenvalues below', spectrum: [-10, -5, ...bulk, 3, 2] },
  { name: 'negative definite', spectrum: [-1, -2, -3, -4, -5, -100] },
  { name: 'a triple top eigenvalue', spectrum: [...bulk, 2, 2, 2] },
  { name: 'multiple eigenvalues at both ends', spectrum: [...bulk, 2, 2, 2, 1, 1, -3, -3, -3] },
  { name: 'a cluster wider than the tolerance', spectrum: [...bulk, 1, 0.995, 0.99, 0.985] },
  { name: 'a cluster within the tolerance', spectrum: [...bulk, 1, 0.9999, 0.9998, 0.9997] },
  { name: 'rank one', spectrum: [...bulk.map(() => 0), 5] },
  { name: 'the identity', spectrum: bulk.map(() => 1) },
  { name: 'of size 1e-12', spectrum: [...bulk, 1, 2].map((x) => 1e-12 * x) },
  { name: 'of size 1e12', spectrum: [...bulk, 1, 2].map((x) => 1e12 * x) },
  { name: '1 × 1', spectrum: [0.3] },
  { name: '2 × 2', spectrum: [-1, 1] },
];

describe.each(spectra)('on a matrix with a known spectrum, $name', ({ spectrum }) => {
  const A = withSpectrum(spectrum, rng(3));
  const size = Math.max(...spectrum.map(Math.abs));
  const ascending = [...spectrum].sort((a, b) => a - b);
  const [top, bottom] = [Math.min(4, spectrum.length), Math.min(3, spectrum.length)];

  test('both ends are found in order to 1e-3, multiplicities included, for every seed', () => {
    for (let seed = 0; seed < 5; seed++) {
      const pairs = of(A, { top, bottom, random: rng(seed) });
      expect(pairs.top.length).toBe(top);
      expect(pairs.bottom.length).toBe(bottom);
      // An eigenvalue of 0 can only be found to round-off, 1e-12 ‖A‖.
      const near = { rtol: 1e-3, atol: 1e-12 * size };
      for (const [i, { value }] of pairs.top.entries())
        expectNear(value.value, ascending.at(-1 - i)!, near);
      for (const [i, { value }] of pairs.bottom.entries())
        expectNear(value.value, ascending[i]!, near);
      for (const { value } of all(pairs)) expect(value.converged).toBe(true);
    }
  });

  test('vectors are orthonormal, and stderr is the residual, whose interval holds an eigenvalue', () => {
    for (const maxProducts of [7, 20, 400]) {
      const { top: pairs } = of(A, { top, maxProducts });
      for (const [i, { value, vector }] of pairs.entries()) {
        const residual = product(A, vector).map((x, k) => x - value.value * vector[k]!);
        // And what products in float64 may be off by.
        const error = Math.hypot(...residual) + 1e-12 * size;
        expectNear(value.stderr, error, { rtol: 1e-6, atol: 1.1e-12 * size });
        const [low, high] = value.interval!;
        expect([low, high]).toEqual([value.value - value.stderr, value.value + value.stderr]);
        const round = 1e-13 * size;
        expect(spectrum.some((x) => low - round <= x && x <= high + round)).toBe(true);
        for (const [j, other] of pairs.entries())
          expectNear(
            vector.reduce((sum, x, k) => sum + x * other.vector[k]!, 0),
            i === j ? 1 : 0,
            { atol: 1e-12 },
          );
      }
    }
  });

  test('the cost is the products made, shared by all pairs', () => {
    for (const maxProducts of [1, 5, 400]) {
      const operator = operatorOf(A);
      const pairs = all(eigenpairs(operator, { ...options, top, bottom, maxProducts }));
      expect(operator.calls()).toBeLessThanOrEqual(maxProducts);
      for (const { value } of pairs) {
        expect(value.cost).toBe(pairs[0]!.value.cost);
        expect(value.cost.hvps).toBe(operator.calls());
      }
    }
  });
});

describe('which eigenvalues', () => {
  const wide = [...rng(9).normals(396)].map((x) => 0.1 * x);

  test('copies of a multiple eigenvalue among 400 are all found from every start', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { top } = eigenpairs(stretched([...wide, 1, 1, 1, 0.8]), {
        ...options,
        top: 4,
        random: rng(seed),
      });
      for (const [i, { value }] of top.entries())
        expectNear(value.value, [1, 1, 1, 0.8][i]!, { rtol: 1e-3 });
    }
  });

  test('the top one is not missed for the second, 0.2–5 % below, by more than 1 start in 60', () => {
    let missed = 0;
    for (const gap of [0.002, 0.01, 0.05])
      for (let seed = 0; seed < 60; seed++) {
        const { top } = eigenpairs(stretched([...wide, 1, 1 - gap]), {
          ...options,
          random: rng(seed),
        });
        if (top[0]!.value.value < 1 - 1e-3) missed++;
      }
    expect(missed).toBeLessThanOrEqual(3);
  });
});

describe('a warm start', () => {
  const values = [1.3, 1.2, 1.05, 1];
  const A = stretched([...[...rng(9).uniforms(500)].map((x) => 0.9 * x), ...values]);
  const cold = eigenpairs(A, { ...options, top: 4 });
  /** The vectors found, turned by about this angle. */
  const turned = (angle: number, vectors = cold.top.map(({ vector }) => vector)) =>
    vectors.map((v, i) => {
      const noise = rng(5).fork('turn', i).normals(v.length);
      return v.map((x, k) => x + (angle * noise[k]!) / Math.sqrt(v.length));
    });

  test.each([1e-4, 1e-3, 1e-2])('turned by %d costs fewer products than a cold one', (angle) => {
    const warm = eigenpairs(A, { ...options, top: 4, start: turned(angle) });
    for (const [i, { value }] of warm.top.entries()) {
      expect(value.converged).toBe(true);
      expectNear(value.value, values[i]!, { rtol: 1e-3 });
    }
    expect(costOf(warm)).toBeLessThan(0.75 * costOf(cold));
  });

  test('that lacks the top vector finds it', () => {
    const start = turned(
      0,
      cold.top.slice(1).map(({ vector }) => vector),
    );
    for (let seed = 0; seed < 20; seed++) {
      const { top } = eigenpairs(A, { ...options, top: 4, start, random: rng(seed) });
      expectNear(top[0]!.value.value, values[0]!, { rtol: 1e-3 });
    }
  });

  test('may be dependent, zero, not finite or longer than what is wanted', () => {
    const [a, b, c] = turned(0.1);
    const odd = [a!, a!, b!, new Float64Array(504), new Float64Array(504).fill(Number.NaN), c!];
    const { top } = eigenpairs(A, { ...options, top: 2, start: odd });
    for (const [i, { value }] of top.entries()) expectNear(value.value, values[i]!, { rtol: 1e-3 });
  });
});

describe('convergence', () => {
  // Eigenvalues cos θ thicken towards both ends, the slowest case for Lanczos.
  const crowded = Array.from({ length: 150 }, (_, k) => Math.cos((k * Math.PI) / 150));

  test('comes by restarts where it takes several times as many products as the basis holds', () => {
    const pairs = eigenpairs(stretched(crowded), {
      ...{ top: 3, bottom: 2, maxProducts: 2000, random: rng(1) },
      tolerance: 1e-6,
    });
    expect(costOf(pairs)).toBeGreaterThan(3 * (2 * 5 + 24));
    for (const [i, { value }] of pairs.top.entries()) {
      expect(value.converged).toBe(true);
      expectNear(value.value, crowded[i]!, { rtol: 1e-9 });
    }
    for (const [i, { value }] of pairs.bottom.entries())
      expectNear(value.value, crowded[149 - i]!, { rtol: 1e-9 });
  });

  test('is false where the products run out', () => {
    for (const maxProducts of [1, 5, 20]) {
      const { top } = eigenpairs(stretched(crowded), { ...options, top: 3, maxProducts });
      expect(top.length).toBe(Math.min(3, maxProducts));
      for (const { value } of top) {
        expect(value.converged).toBe(false);
        expect(value.value).toBeLessThan(1);
        expect(value.cost.hvps).toBe(maxProducts);
      }
    }
  });

  test('means a residual of at most tolerance · |λ|', () => {
    for (const tolerance of [0.1, 1e-3, 1e-8]) {
      const { top } = eigenpairs(stretched([...bulk, 1, 2, 3]), { ...options, top: 3, tolerance });
      for (const { value } of top) {
        expect(value.converged).toBe(true);
        expect(value.stderr).toBeLessThanOrEqual(tolerance * value.value);
      }
    }
  });
});

describe('edge cases', () => {
  test('the zero operator has eigenvalues 0, converged', () => {
    for (const n of [1, 2, 30])
      for (const { value } of all(of(diagonal(new Array<number>(n).fill(0)), { bottom: 1 }))) {
        expect(value.value + 0).toBe(0);
        expect(value.stderr).toBe(0);
        expect(value.converged).toBe(true);
      }
  });

  test('an operator that is not finite gives NaN, not converged, after one product', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const pairs = of(diagonal([1, bad, 2]), { top: 2, bottom: 1 });
      expect(all(pairs).length).toBe(3);
      for (const { value } of all(pairs)) {
        expect(value.value).toBeNaN();
        expect(value.stderr).toBe(Number.POSITIVE_INFINITY);
        expect(value.converged).toBe(false);
        expect(value.cost.hvps).toBe(1);
      }
    }
  });

  test('an operator may return the array that it was given', () => {
    const matvec = (v: Float64Array | Float32Array) => v as Float64Array;
    const { top } = eigenpairs({ dim: 9, matvec, dispose() {} }, { ...options, top: 3 });
    for (const { value } of top) expectNear(value.value, 1, { rtol: 1e-14 });
  });

  test('an eigenvalue as many times as it is asked for: 12 of the identity', () => {
    const { top } = of(diagonal(new Array<number>(40).fill(1)), { top: 12 });
    expect(top.length).toBe(12);
    for (const { value } of top) {
      expectNear(value.value, 1, { rtol: 1e-14 });
      expect(value.converged).toBe(true);
    }
  });

  test('refuses counts, tolerances, budgets and starts that make no sense', () => {
    const A = diagonal([1, 2]);
    expect(() => of(A, { top: 0 })).toThrow('invalid top; not an integer in [1, 2⁵³): 0');
    expect(() => of(A, { top: -1, bottom: 1 })).toThrow('invalid top');
    expect(() => of(A, { bottom: 0.5 })).toThrow('invalid bottom');
    expect(() => of(A, { tolerance: Number.NaN })).toThrow('invalid tolerance; not in (0, ∞)');
    expect(() => of(A, { maxProducts: 0 })).toThrow('invalid maxProducts');
    expect(() => of(A, { start: [new Float64Array(3)] })).toThrow(
      'invalid start; 3 entries for an operator of 2',
    );
  });
});
