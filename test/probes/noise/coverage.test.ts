import { beforeAll, describe, expect, test } from 'vitest';
import { type Estimate, noCost } from '../../../src/core/estimate.ts';
import { rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dot } from '../../../src/linalg/float64.ts';
import { symmetricEigen } from '../../../src/linalg/symmetric-eigen.ts';
import type { BatchDraws } from '../../../src/probes/noise/batch-gradients.ts';
import { gradientMass } from '../../../src/probes/noise/gradient-mass.ts';
import { gradientNoiseInteraction } from '../../../src/probes/noise/gradient-noise-interaction.ts';
import { stepCurvature } from '../../../src/probes/noise/step-curvature.ts';
import { stepLossChange } from '../../../src/probes/noise/step-loss-change.ts';
import type { OperatorFamily } from '../../../src/probes/operators/family.ts';
import { batchEigenvalue } from '../../../src/probes/stability/batch-eigenvalue.ts';
import { operatorOf, product } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { meanOf } from '../../support/moments.ts';
import { matricesOf } from '../../support/network-matrices.ts';
import { descended, onRows, oracleAt, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/**
 * How often the intervals of means over mini-batches hold the mean over all of them, which few examples dominate: matrices and gradients of each example
 * of a network are formed in float64 by hand-written layers, and the estimators draw one example at a time from these as they do from an engine.
 */
const n = 20;
const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const drawn = (name: string, seed: number) => ({
  batches: batches(n, 1, 'with-replacement', rng(seed).fork(name)),
});

/** Whether the interval of each seed holds the exact value, for 90–99 % of them. */
function expectCovered(exact: number, of: (seed: number) => Estimate) {
  const hits = seeds
    .map(of)
    .filter(({ interval: [low, high] = [0, 0] }) => low <= exact && exact <= high);
  expect(hits.length).toBeGreaterThanOrEqual(180);
  expect(hits.length).toBeLessThanOrEqual(198);
}

const average = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

const cases = (['cross-entropy', 'squared-error'] as const).flatMap((loss) =>
  [0, 200].map((steps) => ({ loss, steps })),
);

describe.each(cases)(
  'in 200 seeds, of $loss after $steps steps of descent, 90–99 %% of the intervals hold',
  ({ loss, steps }) => {
    const small = smallMlp('tanh', loss, 2, n);
    const theta = descended(small, 0.3, steps);
    const each = Array.from({ length: n }, (_, i) => matricesOf(onRows(small, [i]), theta));
    const of = (rows: ArrayLike<number>) => each[rows[0]!]!;
    const gradients = each.map(({ gradient }) => gradient);
    const stored = {
      mean: meanOf(gradients),
      at: (rows: Int32Array) => of(rows).gradient,
      dispose() {},
    };
    const H = each[0]!.hessian.map((_, a) => meanOf(each.map(({ hessian }) => hessian[a]!)));
    const family = (matrix: 'hessian' | 'gaussNewton'): OperatorFamily => ({
      at: (_, rows) => operatorOf(of(rows!)[matrix]),
      dispose() {},
    });
    const velocity = stored.mean.map((x, i) => 3 * x + 0.05 * (i % 2));
    const pushed = (g: Float64Array) => g.map((x, i) => x + velocity[i]!);
    const curvature = (matrix: 'hessian' | 'gaussNewton', step = (g: Float64Array) => g) => {
      const pairs = each.map((own) => {
        const s = step(own.gradient);
        return [dot(s, product(own[matrix], s)), dot(s, own.gradient)] as const;
      });
      return {
        quotient: average(pairs.map(([a, b]) => a / b)),
        ratio: average(pairs.map(([a]) => a)) / average(pairs.map(([, b]) => b)),
        of: (draws: BatchDraws) => stepCurvature(stored, family(matrix), [], { ...draws, step }),
      };
    };
    const { vectors } = symmetricEigen(H);
    const basis = [1, 2].map((k) => Float64Array.from(vectors, (row) => row.at(-k)!));
    const space = { basis, angle: 0, cost: noCost };
    const inside = (g: Float64Array) => basis.reduce((sum, u) => sum + dot(u, g) ** 2, 0);
    const spectra = each.map(({ hessian }) =>
      Float64Array.from(symmetricEigen(hessian).values.slice(-6)),
    );
    // Lanczos sees no more of a matrix than its eigenvalues and a random vector; six are soon known.
    const turned: OperatorFamily = {
      at(_, rows) {
        const own = spectra[rows![0]!]!;
        return { dim: own.length, matvec: (v) => own.map((x, i) => x * v[i]!), dispose() {} };
      },
      dispose() {},
    };
    const along = { own: curvature('hessian'), gauss: curvature('gaussNewton') };
    const moving = curvature('hessian', pushed);

    const estimators: Readonly<
      Record<string, readonly [exact: number, of: (draws: BatchDraws, seed: number) => Estimate]>
    > = {
      gradientNoiseInteraction: [
        average(gradients.map((g) => dot(g, product(H, g)))) / dot(stored.mean, stored.mean),
        (draws) => gradientNoiseInteraction(stored, operatorOf(H), draws),
      ],
      batchGradientMass: [
        average(gradients.map(inside)) / average(gradients.map((g) => dot(g, g))),
        (draws) => gradientMass(stored, space, draws).batch,
      ],
      batchEigenvalue: [
        average(spectra.map((own) => own.at(-1)!)),
        (draws, seed) =>
          batchEigenvalue(turned, [], {
            ...{ ...draws, tolerance: 1e-3, maxIterations: 60, random: rng(seed) },
          }),
      ],
      batchSharpnessRatio: [along.own.ratio, (draws) => along.own.of(draws).ratio()],
      gaussNewtonBatchSharpness: [
        along.gauss.quotient,
        (draws) => along.gauss.of(draws).quotient(),
      ],
      momentumBatchSharpness: [moving.quotient, (draws) => moving.of(draws).quotient()],
      momentumBatchSharpnessRatio: [moving.ratio, (draws) => moving.of(draws).ratio()],
    };

    test.each(Object.keys(estimators))('%s', (name) => {
      const [exact, found] = estimators[name]!;
      // An error that is soon reached: stopping too early would show.
      expectCovered(exact, (seed) =>
        found({ ...drawn(name, seed), relativeError: 0.2, maxBatches: 400 }, seed),
      );
    });

    test.runIf(steps > 0)('stepLossChange of a few mini-batches, and its prediction', () => {
      const eta = 0.4;
      const { loss: before } = oracleAt(small, theta);
      const change =
        average(
          gradients.map(
            (g) =>
              oracleAt(
                small,
                theta.map((x, i) => x - eta * g[i]!),
              ).loss,
          ),
        ) - before;
      const square = dot(stored.mean, stored.mean);
      const second = average(gradients.map((g) => dot(g, product(H, g))));
      const found = withProblem(small, theta, (objective, at) =>
        seeds.map((seed) =>
          stepLossChange(objective, operatorOf(H), at, {
            ...{ ...drawn('drawn', seed), eta, relativeError: 1e-9, maxBatches: 32 },
          }),
        ),
      );
      expectCovered(change, (seed) => found[seed]!.change);
      expectCovered(change / (eta * square), (seed) => found[seed]!.relative);
      expectCovered(-eta * square + (eta ** 2 / 2) * second, (seed) => found[seed]!.predicted);
    });
  },
);
