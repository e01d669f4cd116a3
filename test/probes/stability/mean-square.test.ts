import { beforeAll, describe, expect, test } from 'vitest';
import { type Rng, rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import {
  type BatchHessians,
  batchHessians,
  exampleHessians,
} from '../../../src/probes/operators/batch-hessian.ts';
import { meanSquareMap, meanSquareRadius } from '../../../src/probes/stability/mean-square.ts';
import { meanSquareBounds } from '../../../src/probes/stability/mean-square-bounds.ts';
import { meanSquareGrowth } from '../../../src/probes/stability/mean-square-growth.ts';
import {
  contractingRate,
  meanSquareThreshold,
} from '../../../src/probes/stability/mean-square-threshold.ts';
import { threshold } from '../../../src/probes/stability/threshold.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { linearRegression } from '../../../src/problems/toys/linear-regression.ts';
import { batchVariance, type Replacement } from '../../../src/stats/means/batch-variance.ts';
import { oracle } from '../../oracle/oracle.ts';
import { denseOf, type Matrix, product } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { smallMlp } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const accurate = { tolerance: 1e-10, maxIterations: 400, random: rng(9) };

/** Hᵢ = Σ of `rank` outer products of normal vectors, times `scale`. Shape [n][P · P]. */
const outer = (n: number, P: number, rank: number, random: Rng): Float64Array[] =>
  Array.from({ length: n }, (_, i) => {
    const H = new Float64Array(P * P);
    for (let r = 0; r < rank; r++) {
      const x = random.fork('x', i, r).normals(P);
      for (let k = 0; k < P * P; k++) H[k]! += x[Math.floor(k / P)]! * x[k % P]!;
    }
    return H;
  });

/** Every mini-batch with its share of the probability, by enumeration. */
function everyBatch(n: number, B: number, replacement: Replacement): number[][] {
  if (B === 0) return [[]];
  const shorter = everyBatch(n, B - 1, replacement);
  const rows = Array.from({ length: n }, (_, i) => i);
  return rows.flatMap((i) =>
    shorter
      .filter((rest) => replacement === 'with' || !rest.includes(i))
      .map((rest) => [i, ...rest]),
  );
}

/** The dense matrix of the map on vec Q: the mean of A ⊗ A over every mini-batch, A = I − ηH_B. Shape [P²][P²]. */
function kronecker(
  examples: readonly Float64Array[],
  eta: number,
  B: number,
  replacement: Replacement,
): Matrix {
  const P = Math.sqrt(examples[0]!.length);
  const all = everyBatch(examples.length, B, replacement);
  const out = Array.from({ length: P * P }, () => new Float64Array(P * P));
  for (const rows of all) {
    const A = Float64Array.from({ length: P * P }, (_, k) => {
      const mean = rows.reduce((sum, i) => sum + examples[i]![k]!, 0) / B;
      return (k % (P + 1) === 0 ? 1 : 0) - eta * mean;
    });
    for (let i = 0; i < P * P; i++)
      for (let j = 0; j < P * P; j++) {
        const [a, b, c, d] = [Math.floor(i / P), i % P, Math.floor(j / P), j % P];
        out[i]![j]! += (A[a * P + c]! * A[b * P + d]!) / all.length;
      }
  }
  return out;
}

const radiusOf = (...of: Parameters<typeof kronecker>) =>
  Math.max(...jacobiEigenvalues(kronecker(...of)).map(Math.abs));

const cases = [
  { name: 'four examples of rank 1 in 3 dimensions', examples: outer(4, 3, 1, rng(1)) },
  { name: 'three examples of rank 2 in 3 dimensions', examples: outer(3, 3, 2, rng(2)) },
  {
    name: 'two examples of rank 1 in 3 dimensions, one of them flat',
    examples: outer(2, 3, 1, rng(3)),
  },
];
const draws = [
  ...[1, 2, 3].map((B) => ({ B, replacement: 'with' as const })),
  ...[1, 2].map((B) => ({ B, replacement: 'without' as const })),
];

describe.each(cases)('on $name', ({ examples }) => {
  const n = examples.length;
  describe.each(draws)('with mini-batches of $B $replacement replacement', ({ B, replacement }) => {
    const kappa = batchVariance(n, B, replacement);

    test('the map is the mean of A ⊗ A over every mini-batch', () => {
      for (const eta of [0.05, 0.4]) {
        const map = meanSquareMap({ examples, kappa }, eta);
        const own = denseOf(map.dim, map.matvec);
        const exact = kronecker(examples, eta, B, replacement);
        const off = own.flatMap((row, i) => Array.from(row, (x, j) => Math.abs(x - exact[i]![j]!)));
        expect(Math.max(...off)).toBeLessThan(1e-12);
        const { value, converged } = meanSquareRadius({ examples, kappa }, eta, accurate);
        expectNear(value, radiusOf(examples, eta, B, replacement), { rtol: 1e-9 });
        expect(converged).toBe(true);
      }
    });

    test('the threshold is the rate at which the dense radius leaves 1', () => {
      let [low, high] = [0, 10];
      while (high - low > 1e-9) {
        const middle = (low + high) / 2;
        if (radiusOf(examples, middle, B, replacement) <= 1 + 1e-11) low = middle;
        else high = middle;
      }
      const { value, interval, converged } = meanSquareThreshold({ examples, kappa }, accurate);
      expect(converged).toBe(true);
      expectNear(value, low, { rtol: 1e-7 });
      expect(interval![0]).toBeLessThanOrEqual(value);
      expect(interval![1]).toBeGreaterThanOrEqual(value);
    });
  });
});

describe('in closed form, on orthogonal examples aeᵢeᵢᵀa', () => {
  const [n, a] = [6, 1.5];
  const examples = Array.from({ length: n }, (_, i) => {
    const H = new Float64Array(n * n);
    H[i * (n + 1)] = a ** 2;
    return H;
  });

  test.each([1, 2, 3, 6])('η_max of B = %d', (B) => {
    const at = (replacement: Replacement) =>
      meanSquareThreshold({ examples, kappa: batchVariance(n, B, replacement) }, accurate).value;
    // E(1 − ηa²k/B)² = 1 with k ~ Bin(B, 1/n); without replacement k is 0 or 1.
    expectNear(at('with'), (2 * B * n) / (a ** 2 * (n - 1 + B)), { rtol: 1e-9 });
    expectNear(at('without'), (2 * B) / a ** 2, { rtol: 1e-9 });
  });
});

describe('bounds', () => {
  const random = rng(20);
  const problems = Array.from({ length: 12 }, (_, k) => {
    const [n, P, rank] = [2 + (k % 4), 2 + (k % 3), 1 + (k % 2)];
    return outer(n, P, rank, random.fork('bounds', k));
  });

  test('lie on either side of η_max, and grow with B', () => {
    for (const examples of problems) {
      let before = 0;
      for (let B = 1; B <= examples.length; B++) {
        const kappa = batchVariance(examples.length, B, 'without');
        const { value } = meanSquareThreshold({ examples, kappa }, accurate);
        const exact = exactBounds(examples, kappa);
        expect(contractingRate({ examples, kappa })).toBeLessThanOrEqual(value * (1 + 1e-7));
        expect(value).toBeLessThanOrEqual(exact.batch * (1 + 1e-7));
        expect(value).toBeLessThanOrEqual(exact.frobenius * (1 + 1e-7));
        expect(exact.batch).toBeLessThanOrEqual(exact.descent * (1 + 1e-7));
        expect(value).toBeGreaterThanOrEqual(before * (1 - 1e-7));
        before = value;
        if (B === examples.length) expectNear(value, exact.descent, { rtol: 1e-7 });
      }
    }
  });

  test('the contracting rate is where no vector of one step grows in mean square', () => {
    const examples = outer(4, 3, 1, rng(1));
    const [B, P] = [2, 3];
    const rate = contractingRate({ examples, kappa: batchVariance(4, B, 'without') });
    const growth = (eta: number) => {
      const all = everyBatch(4, B, 'without');
      const square = denseOf(P, (v) => {
        const sum = new Float64Array(P);
        for (const rows of all) {
          const A = rowsOf(examples, rows, eta);
          for (const [i, x] of product(A, product(A, v)).entries()) sum[i]! += x / all.length;
        }
        return sum;
      });
      return Math.max(...jacobiEigenvalues(square));
    };
    expectNear(growth(rate), 1, { rtol: 1e-9 });
    expect(growth(1.01 * rate)).toBeGreaterThan(1);
  });

  test('from a sample of mini-batches agree with the exact ones within their errors', () => {
    const examples = outer(5, 4, 1, rng(31));
    const own = sampled(examples);
    for (const B of [1, 3]) {
      const kappa = batchVariance(5, B, 'without');
      const exact = exactBounds(examples, kappa);
      const found = meanSquareBounds(own, {
        batches: (k) => rng(40).fork('rows', k).permutation(5).slice(0, B),
        ...{ draws: 4000, vector: exact.vector, random: rng(41) },
      });
      for (const [bound, truth] of [
        [found.batchBound, exact.batch],
        [found.frobeniusBound, exact.frobenius],
      ] as const) {
        expect(Math.abs(bound.value - truth)).toBeLessThan(4 * bound.stderr);
        expect(bound.stderr).toBeLessThan(0.05 * truth);
        expect(bound.cost.hvps).toBe(4000);
        expect(bound.converged).toBe(true);
      }
    }
  });

  test('are no number where the curvature is not positive', () => {
    const examples = outer(5, 4, 1, rng(31)).map((H) => H.map((x) => -x));
    const { batchBound, frobeniusBound } = meanSquareBounds(sampled(examples), {
      ...{ batches: (k) => Int32Array.of(k % 5), draws: 50, random: rng(41) },
      vector: Float64Array.of(1, 0, 0, 0),
    });
    for (const bound of [batchBound, frobeniusBound])
      expect(bound).toMatchObject({ value: Number.NaN, converged: false });
  });
});

describe('the threshold is', () => {
  test('0 where an example bends a direction that is flat on average', () => {
    const up = Float64Array.of(1, 0, 0, 1);
    const down = Float64Array.of(1, 0, 0, -1);
    const problem = { examples: [up, down], kappa: 1 };
    expect(meanSquareThreshold(problem, accurate)).toMatchObject({ value: 0, converged: true });
    expect(contractingRate(problem)).toBe(0);
    // Without mini-batches nothing tells.
    expect(meanSquareThreshold({ ...problem, kappa: 0 }, accurate).value).toBeCloseTo(2, 8);
  });

  test('no number where H has a negative eigenvalue', () => {
    const problem = { examples: [Float64Array.of(1, 0, 0, -0.1)], kappa: 0 };
    expect(meanSquareThreshold(problem, accurate)).toMatchObject({
      ...{ value: Number.NaN, converged: false },
    });
    expect(contractingRate(problem)).toBeNaN();
  });
});

describe('the simulated growth', () => {
  const examples = outer(8, 6, 1, rng(50));
  const own = sampled(examples);
  const batches = (k: number) => rng(51).fork('rows', k).permutation(8).slice(0, 2);
  const kappa = batchVariance(8, 2, 'without');
  const { value: edge } = meanSquareThreshold({ examples, kappa }, accurate);

  test.each([0.9, 1, 1.2, 2])('at %d times the threshold is the spectral radius', (factor) => {
    const eta = factor * edge;
    const found = meanSquareGrowth(own, {
      ...{ eta, batches, particles: 400, steps: 200, settle: 50, random: rng(52) },
    });
    const exact = meanSquareRadius({ examples, kappa }, eta, accurate).value;
    const [low, high] = found.interval!;
    expect(low).toBeLessThan(exact);
    expect(high).toBeGreaterThan(exact);
    // Below 1 the interval reaches to 1, and directions of little curvature take long to show.
    if (factor > 1) {
      expect(high - low).toBeLessThan(0.05 * exact);
      expect(Math.abs(found.value - exact)).toBeLessThan(4 * found.stderr);
    } else expectNear(found.value, exact, { rtol: 0.01 });
    expect(found.stderr).toBeLessThan(0.01 * exact);
    expect(found.cost.hvps).toBe(400 * (200 + 50 + 1));
  });

  test('brackets the threshold to 3 %', () => {
    const trial = (eta: number) => {
      const { value, cost } = meanSquareGrowth(own, {
        ...{ eta, batches, particles: 200, steps: 200, settle: 50, random: rng(53) },
      });
      return { stable: value <= 1, gradients: cost.hvps };
    };
    const { value } = threshold(trial, { guess: 2 * edge, width: 0.02 });
    expectNear(value, edge, { rtol: 0.03 });
  });
});

describe('the Hessians of mini-batches', () => {
  test('of least squares are the outer products of its rows, in double precision', () => {
    const [n, d] = [5, 3];
    const x = rng(60).normals(n * d);
    const toy = linearRegression(x, rng(61).normals(n));
    const theta = unflatten(rng(62).normals(d), [[d]]);
    const own = batchHessians(toy.objective, theta, 'double');
    const dense = exampleHessians(own);
    for (const [i, H] of dense.entries())
      for (let k = 0; k < d * d; k++)
        expectNear(H[k]!, x[i * d + Math.floor(k / d)]! * x[i * d + (k % d)]!, { rtol: 1e-12 });
    own.dispose();
    dispose(theta);
    toy.dispose();
  });

  test('of a network are those of the oracle on the same rows', () => {
    const small = smallMlp('tanh', 'squared-error', 4, 6);
    const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
    const theta = unflatten(small.theta, small.network.shapes);
    const own = batchHessians(objective, theta, 'double');
    const rows = Int32Array.of(4, 1, 1);
    const v = rng(63).normals(own.dim);
    const images = Float64Array.from(
      [...rows].flatMap((r) => [...small.x.slice(14 * r, 14 * (r + 1))]),
    );
    const labels = Int32Array.from(rows, (r) => small.labels[r]!);
    const exact = oracle(small.twin, small.loss, small.theta, images, labels).hvp(v);
    const off = own.product(rows, v).map((x, k) => Math.abs(x - exact[k]!));
    expect(Math.max(...off)).toBeLessThan(1e-10);
    own.dispose();
    dispose(theta);
    free();
  });
});

/** Products with stored matrices, in place of a network's. */
function sampled(examples: readonly Float64Array[]): BatchHessians {
  const P = Math.sqrt(examples[0]!.length);
  return {
    ...{ dim: P, examples: examples.length },
    product(rows, v) {
      const out = new Float64Array(P);
      for (const i of rows)
        for (let k = 0; k < P * P; k++)
          out[Math.floor(k / P)]! += (examples[i]![k]! * v[k % P]!) / rows.length;
      return out;
    },
    dispose() {},
  };
}

const rowsOf = (
  examples: readonly Float64Array[],
  rows: readonly number[],
  eta: number,
): Matrix => {
  const P = Math.sqrt(examples[0]!.length);
  return Array.from({ length: P }, (_, a) =>
    Float64Array.from({ length: P }, (_, b) => {
      const mean = rows.reduce((sum, i) => sum + examples[i]![a * P + b]!, 0) / rows.length;
      return (a === b ? 1 : 0) - eta * mean;
    }),
  );
};

/** The three upper bounds by sums over examples, with the top eigenvector of H by power iteration. */
function exactBounds(examples: readonly Float64Array[], kappa: number) {
  const n = examples.length;
  const P = Math.sqrt(examples[0]!.length);
  const matrix = (of: readonly Float64Array[]): Matrix =>
    Array.from({ length: P }, (_, a) =>
      Float64Array.from(
        { length: P },
        (_, b) => of.reduce((s, H) => s + H[a * P + b]!, 0) / of.length,
      ),
    );
  const H = matrix(examples);
  let vector: Float64Array = rng(70).normals(P);
  for (let k = 0; k < 3000; k++) {
    vector = product(H, vector);
    const length = Math.hypot(...vector);
    vector = vector.map((x) => x / length);
  }
  const form = (A: Matrix) => product(A, vector).reduce((s, x, i) => s + x * vector[i]!, 0);
  const frobenius = (A: Matrix) => A.reduce((s, row) => s + row.reduce((r, x) => r + x * x, 0), 0);
  const over = (f: (A: Matrix) => number) => examples.reduce((s, Hi) => s + f(matrix([Hi])), 0) / n;
  const lambda = form(H);
  const trace = H.reduce((s, row, i) => s + row[i]!, 0);
  return {
    vector,
    descent: 2 / lambda,
    batch: (2 * lambda) / ((1 - kappa) * lambda ** 2 + kappa * over((A) => form(A) ** 2)),
    frobenius: (2 * trace) / ((1 - kappa) * frobenius(H) + kappa * over(frobenius)),
  };
}
