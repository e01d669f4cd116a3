import { beforeAll, describe, expect, test } from 'vitest';
import { type Estimate, noCost } from '../../../src/core/estimate.ts';
import { type Rng, rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { layers } from '../../../src/linalg/layers.ts';
import type { NetworkObjective } from '../../../src/objective/objective.ts';
import { gaussNewtonDiagonal } from '../../../src/probes/operators/gauss-newton-diagonal.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { sampledDiagonal } from '../../../src/probes/trace/diagonal-estimate.ts';
import { diagonalOf } from '../../../src/probes/trace/hutchinson-diagonal.ts';
import { oracleJacobian } from '../../oracle/jacobian.ts';
import { type Matrix, operatorOf, withSpectrum } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { matricesOf } from '../../support/network-matrices.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import {
  denseHessian,
  descended,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const diagonalOfDense = (A: Matrix) => Float64Array.from(A, (row, i) => row[i]!);
const sum = (xs: Float64Array) => xs.reduce((a, b) => a + b, 0);
const squares = (xs: Float64Array) => xs.reduce((a, b) => a + b * b, 0);
const largest = (xs: Float64Array) => xs.reduce((a, b) => Math.max(a, b));
const holds = ({ interval: [low, high] = [0, 0] }: Estimate, truth: number) =>
  low <= truth && truth <= high;

const smalls = [
  smallMlp('tanh', 'squared-error', 4),
  smallMlp('relu', 'cross-entropy', 4),
  smallCnn('tanh', 'cross-entropy', 8),
];
const cases = smalls.flatMap((small) =>
  (
    [
      ['single', 2e-5],
      ['double', 1e-11],
    ] as const
  ).map(([precision, tolerance]) => ({ name: small.name, small, precision, tolerance })),
);

describe.each(cases)('$name in $precision precision', ({ small, precision, tolerance }) => {
  const theta = descended(small, 0.1, 20);

  test('every entry of the Hessian is formed where vectors allow it', () => {
    const truth = diagonalOfDense(denseHessian(small, theta));
    withProblem(small, theta, (objective, at) => {
      const H = hessian(objective, at, precision);
      const options = { relativeError: 0.03, maxProbes: 2000, random: rng(1) };
      const { entries, ...found } = diagonalOf(H, options);
      H.dispose();
      expect(relativeError(entries, truth)).toBeLessThan(tolerance);
      expect(found.squares.converged && found.largest.converged).toBe(true);
      expect(holds(found.squares, squares(truth))).toBe(true);
      expect(holds(found.largest, largest(truth))).toBe(true);
      expect(holds(found.sum, sum(truth))).toBe(true);
    });
  });

  test('the Gauss–Newton matrix has the diagonal of the dense one, and draws have it in the mean', () => {
    const truth = diagonalOfDense(matricesOf(small, theta).gaussNewton);
    withProblem(small, theta, (objective, at) => {
      const program = gaussNewtonDiagonal(objective as NetworkObjective, precision);
      const exact = program.exact(at);
      expect(relativeError(exact, truth)).toBeLessThan(tolerance);
      const blocks = layers(small.network.shapes);
      const found = sampledDiagonal(
        (k) => program.draw(at, rng(5).fork('draw', k)),
        { relativeError: 0.02, maxDraws: 640 },
        () => noCost,
        blocks,
      );
      program.dispose();
      expect(found.sum.converged).toBe(true);
      for (const [b, { from, to }] of blocks.entries()) {
        const { value, stderr } = found.blocks[b]!;
        const own = sum(truth.subarray(from, to));
        // Each weight of the last layer has one output: with B = I its draws are certain.
        expect(Math.abs(value - own)).toBeLessThan(4 * stderr + tolerance * own);
      }
      expect(Math.abs(found.squares.value - squares(truth))).toBeLessThan(4 * found.squares.stderr);
      expect(holds(found.largest, largest(truth))).toBe(true);
    });
  });
});

const entropy = smallMlp('tanh', 'cross-entropy', 3);
const theta = descended(entropy, 0.5, 60);
const squaredError = smallMlp('tanh', 'squared-error', 3);
const decaying = withSpectrum(
  Array.from({ length: 60 }, (_, i) => (i + 1) ** -1),
  rng(1),
);
const seeds = Array.from({ length: 200 }, (_, seed) => seed);

/** How many of the intervals hold it. */
const covered = (estimates: readonly Estimate[], truth: number) =>
  estimates.filter((e) => holds(e, truth)).length;

describe.each([
  [`the Hessian of ${entropy.name}`, denseHessian(entropy, theta), 60],
  [
    `the Hessian of ${squaredError.name}`,
    denseHessian(squaredError, descended(squaredError, 0.1, 20)),
    60,
  ],
  ['eigenvalues 1/i', decaying, 40],
] as const)('random signs on %s', (_, A, maxProbes) => {
  const truth = diagonalOfDense(A);
  const found = seeds.map((seed) =>
    diagonalOf(operatorOf(A), { relativeError: 0.01, maxProbes, random: rng(seed) }),
  );

  test('give intervals that hold sum and squares for 90–99 % of 200 seeds, and the largest for no fewer', () => {
    for (const [estimates, exact] of [
      [found.map((d) => d.sum), sum(truth)],
      [found.map((d) => d.squares), squares(truth)],
    ] as const) {
      expect(covered(estimates, exact)).toBeGreaterThanOrEqual(180);
      expect(covered(estimates, exact)).toBeLessThanOrEqual(198);
    }
    expect(
      covered(
        found.map((d) => d.largest),
        largest(truth),
      ),
    ).toBeGreaterThanOrEqual(190);
  });

  test('are not biased, where squares of the entries are', () => {
    const mean = found.reduce((total, d) => total + d.squares.value, 0) / found.length;
    const spread = Math.sqrt(
      found.reduce((total, d) => total + (d.squares.value - mean) ** 2, 0) / found.length,
    );
    expect(Math.abs(mean - squares(truth))).toBeLessThan((3.5 * spread) / Math.sqrt(found.length));
    const plain = found.reduce((total, d) => total + squares(d.entries), 0) / found.length;
    const off = A.reduce((total, row) => total + squares(row), 0) - squares(truth);
    expectNear(plain - squares(truth), off / maxProbes, {
      atol: (3.5 * spread) / Math.sqrt(found.length),
    });
  });

  test('say what each entry may be off by', () => {
    const z = found.flatMap(({ entries, errors }) =>
      Array.from(entries, (x, j) => (errors[j] === 0 ? 0 : (x - truth[j]!) / errors[j]!)),
    );
    const share = z.filter((x) => Math.abs(x) <= 2.093).length / z.length;
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.985);
  });
});

describe.each(
  (['squared-error', 'cross-entropy'] as const).flatMap((loss) =>
    [0, 60].map((steps) => ({ loss, steps })),
  ),
)(
  'draws of the Gauss–Newton matrix under $loss after $steps steps of descent',
  ({ loss, steps }) => {
    const [n, k] = [8, 10];
    const small = smallMlp('tanh', loss, 2, n);
    const at = descended(small, 0.3, steps);
    const { J, gaussNewton } = matricesOf(small, at);
    const { outputs } = oracleJacobian(small.twin, at, Float64Array.from(small.x));
    const truth = diagonalOfDense(gaussNewton);

    /** (1/n) Σᵢ (Jᵢᵀu) ∘ (JᵢᵀBᵢu) at random signs u, in float64. */
    function draw(random: Rng): Float64Array {
      const signs = random.signs(n * k);
      const out = new Float64Array(at.length);
      for (let i = 0; i < n; i++) {
        const [f, u] = [outputs, signs].map((all) => [...all.subarray(i * k, (i + 1) * k)]) as [
          number[],
          number[],
        ];
        const e = f.map(Math.exp);
        const p = e.map((x) => x / e.reduce((a, b) => a + b, 0));
        const pu = p.reduce((total, x, c) => total + x * u[c]!, 0);
        const Bu = loss === 'squared-error' ? u : u.map((x, c) => p[c]! * (x - pu));
        for (let j = 0; j < out.length; j++) {
          const pulled = (w: readonly number[]) =>
            w.reduce((total, x, c) => total + x * J[i * k + c]![j]!, 0);
          out[j]! += (pulled(u) * pulled(Bu)) / n;
        }
      }
      return out;
    }

    test('give intervals that hold sum, blocks and squares for 90–99 % of 200 seeds, and the largest for no fewer', () => {
      const blocks = [
        { from: 0, to: 28 },
        { from: 28, to: 30 },
      ];
      const found = seeds.map((seed) =>
        sampledDiagonal(
          (d) => draw(rng(seed).fork('d', d)),
          { relativeError: 0.1, maxDraws: 160 },
          () => noCost,
          blocks,
        ),
      );
      for (const [estimates, exact] of [
        [found.map((d) => d.sum), sum(truth)],
        [found.map((d) => d.squares), squares(truth)],
        ...blocks.map(
          ({ from, to }, b) =>
            [found.map((d) => d.blocks[b]!), sum(truth.subarray(from, to))] as const,
        ),
      ] as const) {
        expect(covered(estimates, exact)).toBeGreaterThanOrEqual(180);
        expect(covered(estimates, exact)).toBeLessThanOrEqual(198);
      }
      const most = found.map((d) => d.largest);
      expect(covered(most, largest(truth))).toBeGreaterThanOrEqual(190);
    });
  },
);

test('draws stop where the error is reached, and count what they cost', () => {
  const calls = { draws: 0 };
  const random = rng(3);
  const draw = () => {
    calls.draws++;
    return Float64Array.from(random.normals(4), (x, j) => (j + 1) * (1 + 0.1 * x));
  };
  const costOf = (draws: number) => ({ gradients: 0, hvps: draws, seconds: 0 });
  const found = sampledDiagonal(draw, { relativeError: 0.02, maxDraws: 10_000 }, costOf);
  expect(found.squares.converged && found.sum.converged).toBe(true);
  expect(found.sum.cost.hvps).toBe(calls.draws);
  expect(calls.draws).toBeLessThanOrEqual(160);
  expectNear(found.squares.value, 30, { rtol: 0.1 });
  const few = sampledDiagonal(draw, { relativeError: 1e-6, maxDraws: 70 }, costOf);
  expect(few.sum.cost.hvps).toBe(60);
  expect(few.sum.converged || few.squares.converged).toBe(false);
  expect(() => sampledDiagonal(draw, { relativeError: 0.1, maxDraws: 19 }, costOf)).toThrow(
    'invalid maxDraws',
  );
});
