import { beforeAll, describe, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { symmetricEigen } from '../../../src/linalg/symmetric-eigen.ts';
import { type BatchGradients, batchGradients } from '../../../src/probes/noise/batch-gradients.ts';
import { gradientMass } from '../../../src/probes/noise/gradient-mass.ts';
import { gradientNoiseInteraction } from '../../../src/probes/noise/gradient-noise-interaction.ts';
import { ratioOverBatches } from '../../../src/probes/noise/over-batches.ts';
import { stepLossChange } from '../../../src/probes/noise/step-loss-change.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { eigenspace } from '../../../src/probes/spectrum/eigenspace.ts';
import { linearRegression } from '../../../src/problems/toys/linear-regression.ts';
import { type Matrix, operatorOf, product } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, everyBatchOfTwo, meanOf } from '../../support/moments.ts';
import {
  denseHessian,
  exampleGradients,
  oracleAt,
  type Small,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const n = 6;
const pairs = everyBatchOfTwo(n);
const smalls = [smallMlp('tanh', 'cross-entropy', 3, n), smallMlp('tanh', 'squared-error', 3, n)];
const average = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const covers = ({ interval }: Pick<Estimate, 'interval'>, exact: number) =>
  interval![0] <= exact && exact <= interval![1];

/** All that is asked for, over every mini-batch of two with replacement, in float64 by hand-written layers. */
function dense(small: Small) {
  const each = exampleGradients(small);
  const gradients = pairs.map((rows) => meanOf([...rows].map((i) => each[i]!)));
  const H = denseHessian(small);
  const full = meanOf(each);
  const form = (v: Float64Array, A: Matrix = H) => dot(v, product(A, v));
  const mass = (k: number) => {
    const { vectors } = symmetricEigen(H);
    const top = Array.from({ length: k }, (_, j) =>
      Float64Array.from(vectors, (row) => row.at(-1 - j)!),
    );
    const inside = (g: Float64Array) => top.reduce((s, u) => s + dot(u, g) ** 2, 0);
    return {
      full: inside(full) / dot(full, full),
      batch: average(gradients.map(inside)) / average(gradients.map((g) => dot(g, g))),
    };
  };
  const { loss } = oracleAt(small, small.theta);
  const change = (eta: number) =>
    average(
      gradients.map(
        (g) =>
          oracleAt(
            small,
            small.theta.map((x, i) => x - eta * g[i]!),
          ).loss,
      ),
    ) - loss;
  const predicted = (eta: number) =>
    -eta * dot(full, full) + (eta ** 2 / 2) * average(gradients.map((g) => form(g)));
  const stored: BatchGradients = {
    mean: full,
    at: (rows) => meanOf([...rows].map((i) => each[i]!)),
    dispose() {},
  };
  const interaction = average(gradients.map((g) => form(g))) / dot(full, full);
  return { H, stored, interaction, mass, change, predicted, size: dot(full, full), loss };
}

/** Draws that visit every mini-batch once. */
const all = {
  batches: (k: number) => pairs[k % pairs.length]!,
  relativeError: 1e-12,
  maxBatches: 36,
};
const drawn = (seed: number, relativeError: number, maxBatches = 200) => ({
  ...{ relativeError, maxBatches },
  batches: batches(n, 2, 'with-replacement', rng(seed).fork('drawn')),
});

describe.each(smalls)('$name', (small) => {
  const exact = dense(small);
  const eta = 0.4;

  test.each(['single', 'double'] as const)(
    'over every mini-batch of two all are the dense values, in %s precision',
    (precision) => {
      const rtol = precision === 'double' ? 1e-10 : 1e-4;
      withProblem(small, small.theta, (objective, theta) => {
        const H = hessian(objective, theta, precision);
        const gradients = batchGradients(objective, theta, precision);
        const interaction = gradientNoiseInteraction(gradients, H, all);
        expectNear(interaction.value, exact.interaction, { rtol });
        expect(interaction.cost).toMatchObject({ gradients: 36, hvps: 37 });
        const space = eigenspace(H, { top: 3, tolerance: 1e-6, maxProducts: 400, random: rng(1) });
        const mass = gradientMass(gradients, space, { ...all, relativeError: 0.01 });
        expectNear(mass.full.value, exact.mass(3).full, { rtol: 10 * rtol });
        expectNear(mass.batch.value, exact.mass(3).batch, { rtol: 10 * rtol });
        expect(mass.full.converged).toBe(true);
        gradients.dispose();
        const step = stepLossChange(objective, H, theta, { ...all, eta }, precision);
        const atol = precision === 'double' ? 1e-12 : 1e-6;
        expectNear(step.change.value, exact.change(eta), { atol, rtol: 0 });
        expectNear(step.predicted.value, exact.predicted(eta), { atol, rtol: 0 });
        expectNear(step.relative.value, exact.change(eta) / (eta * exact.size), { rtol: 1e-4 });
        H.dispose();
      });
    },
  );
});

test('on a quadratic the intervals of the change cover it over 200 seeds, and the noise of the first order is gone', () => {
  const [N, d, B, eta] = [40, 8, 10, 0.05];
  const x = rng(11).normals(N * d);
  const y = rng(12).normals(N);
  const w = Float64Array.from(rng(13).normals(d));
  const each = Array.from({ length: N }, (_, i) => {
    const row = Float64Array.from(x.subarray(i * d, (i + 1) * d));
    const residual = dot(row, w) - y[i]!;
    return row.map((xi) => xi * residual);
  });
  const toy = linearRegression(Float64Array.from(x), Float64Array.from(y));
  const H = Array.from({ length: d }, (_, a) => toy.hessian.slice(a * d, (a + 1) * d));
  const full = meanOf(each);
  const away = each.map((g) => g.map((gi, i) => gi - full[i]!));
  const form = (v: Float64Array) => dot(v, product(H, v));
  const noise = average(away.map(form)) / B;
  const exact = -eta * dot(full, full) + (eta ** 2 / 2) * (form(full) + noise);
  const theta = unflatten(w, [[d]]);
  const found = Array.from({ length: 200 }, (_, seed) =>
    stepLossChange(
      toy.objective,
      operatorOf(H),
      theta,
      {
        ...{ eta, relativeError: 1e-9, maxBatches: 32 },
        batches: batches(N, B, 'with-replacement', rng(seed).fork('drawn')),
      },
      'double',
    ),
  );
  dispose(theta);
  toy.dispose();
  for (const key of ['change', 'predicted'] as const) {
    const hits = found.filter((one) => covers(one[key], exact)).length;
    expect(hits, key).toBeGreaterThanOrEqual(180);
    expect(hits, key).toBeLessThanOrEqual(198);
  }
  // Of plain means: to the first order η² ∇LᵀC∇L/B over their number.
  const plain = (eta ** 2 * average(away.map((g) => dot(full, g) ** 2))) / B / 32;
  const spread = average(found.map(({ change }) => (change.value - exact) ** 2));
  expect(spread).toBeLessThan(plain / 4);
});

test('an eigenspace is turned by no more than its angle, and a share moves by no more than its bounds', () => {
  const H = dense(smalls[0]!).H;
  const { vectors } = symmetricEigen(H);
  for (const tolerance of [0.2, 0.05, 1e-3]) {
    const space = eigenspace(operatorOf(H), {
      ...{ top: 2, tolerance, maxProducts: 60, random: rng(4) },
    });
    // ‖(I − UUᵀ)Ũ‖_F bounds the sine from above, its largest column from below.
    const outside = space.basis.map((u) => {
      const rest = [0, 1].reduce((sum, j) => {
        const v = Float64Array.from(vectors, (row) => row.at(-1 - j)!);
        return sum + dot(u, v) ** 2;
      }, 0);
      return Math.sqrt(Math.max(0, 1 - rest));
    });
    expect(Math.max(...outside)).toBeLessThanOrEqual(Math.sin(space.angle) + 1e-12);
  }
  // A plane turned by ϑ within ℝ³.
  const angle = 0.1;
  const at = (t: number) => [
    Float64Array.of(1, 0, 0),
    Float64Array.of(0, Math.cos(t), Math.sin(t)),
  ];
  const g = rng(5).normals(3);
  const stored = { mean: Float64Array.from(g), at: () => Float64Array.from(g), dispose() {} };
  const space = { basis: at(0), angle, cost: { gradients: 0, hvps: 0, seconds: 0 } };
  const { full } = gradientMass(stored, space, { ...all, relativeError: 0.5 });
  for (const t of [-angle, 0, angle]) {
    const share = at(t).reduce((s, u) => s + dot(u, stored.mean) ** 2, 0) / dot(g, g);
    expect(share).toBeGreaterThanOrEqual(full.bounds![0]);
    expect(share).toBeLessThanOrEqual(full.bounds![1]);
  }
});

test('a subspace of unknown angle says nothing, and has not converged', () => {
  const { stored } = dense(smalls[0]!);
  const space = {
    basis: [Float64Array.from(stored.mean, (_, i) => Number(i === 0))],
    angle: Math.PI / 2,
    cost: { gradients: 0, hvps: 0, seconds: 0 },
  };
  const { full } = gradientMass(stored, space, drawn(1, 0.1));
  expect(full.converged).toBe(false);
  expectNear(full.bounds![0], 0, { atol: 1e-15, rtol: 0 });
  // Two equal eigenvalues have no gap between them.
  const twice = operatorOf([
    Float64Array.of(2, 0, 0),
    Float64Array.of(0, 2, 0),
    Float64Array.of(0, 0, 1),
  ]);
  const options = { top: 1, tolerance: 1e-6, maxProducts: 30, random: rng(2) };
  expect(eigenspace(twice, options).angle).toBe(Math.PI / 2);
});

test('without a gradient there is no interaction and no share', () => {
  const zero = new Float64Array(3);
  const stored = { mean: zero, at: () => zero, dispose() {} };
  const eye = operatorOf([
    Float64Array.of(1, 0, 0),
    Float64Array.of(0, 1, 0),
    Float64Array.of(0, 0, 1),
  ]);
  const found = gradientNoiseInteraction(stored, eye, all);
  expect(found).toMatchObject({ value: Number.NaN, converged: false });
  const space = { basis: [Float64Array.of(1, 0, 0)], angle: 0, cost: found.cost };
  const { full, batch } = gradientMass(stored, space, all);
  for (const one of [full, batch])
    expect(one).toMatchObject({ value: Number.NaN, converged: false });
});

test('a ratio whose denominator cannot be told from 0 has not converged', () => {
  // A mean of 0.05 with a standard error of 0.07.
  const found = ratioOverBatches(200, 10, (from, to) =>
    Array.from({ length: to - from }, (_, k) => [1, k % 2 === 0 ? 1 : -0.9] as const),
  );
  expect(found.converged).toBe(false);
});

test('refuses budgets that are none, and a rate that is none', () => {
  const { stored, H } = dense(smalls[0]!);
  const A = operatorOf(H);
  const few = { ...all, maxBatches: 1 };
  expect(() => gradientNoiseInteraction(stored, A, few)).toThrow('invalid maxBatches');
  expect(() => gradientNoiseInteraction(stored, A, { ...all, relativeError: 0 })).toThrow(
    'invalid relativeError',
  );
  const options = { top: 97, tolerance: 0.1, maxProducts: 9, random: rng(1) };
  expect(() => eigenspace(A, options)).toThrow('invalid top; not below 97: 97');
  withProblem(smalls[0]!, smalls[0]!.theta, (objective, theta) => {
    expect(() => stepLossChange(objective, A, theta, { ...all, eta: 0 })).toThrow('invalid eta');
  });
});
