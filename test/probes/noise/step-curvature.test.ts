import { beforeAll, describe, expect, test } from 'vitest';
import { type Rng, rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { batchGradients } from '../../../src/probes/noise/batch-gradients.ts';
import { stepCurvature } from '../../../src/probes/noise/step-curvature.ts';
import type { OperatorFamily } from '../../../src/probes/operators/family.ts';
import { gaussNewton } from '../../../src/probes/operators/gauss-newton.ts';
import { hessians } from '../../../src/probes/operators/hessian.ts';
import { type Matrix, operatorOf, product, randomSymmetric } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, everyBatchOfTwo, meanOf } from '../../support/moments.ts';
import { matricesOf } from '../../support/network-matrices.ts';
import { onRows, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const n = 4;
const every = everyBatchOfTwo(n);
const all = { batches: (k: number) => every[k]!, relativeError: 1e-12, maxBatches: every.length };
const average = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

/** Mean of quotients and ratio of means, over these pairs. */
const exactOf = (pairs: readonly (readonly [number, number])[]) => ({
  quotient: average(pairs.map(([a, b]) => a / b)),
  ratio: average(pairs.map(([a]) => a)) / average(pairs.map(([, b]) => b)),
});

describe.each(['cross-entropy', 'squared-error'] as const)('%s', (loss) => {
  const small = smallMlp('tanh', loss, 3, n);
  const of = every.map((rows) => matricesOf(onRows(small, rows)));
  const velocity = Float64Array.from(rng(4).normals(small.theta.length));
  const pushed = (g: Float64Array) => g.map((x, i) => x + 0.3 * velocity[i]!);

  const cases = [
    ['along gradients, by the Hessian', 'hessian', undefined],
    ['along gradients, by the Gauss–Newton matrix', 'gaussNewton', undefined],
    ['along steps with a velocity, by the Hessian', 'hessian', pushed],
  ] as const;
  test.each(cases)('%s it is the dense value, in both precisions', (_, matrix, step) => {
    const exact = exactOf(
      of.map((known) => {
        const s = step?.(known.gradient) ?? known.gradient;
        return [dot(s, product(known[matrix], s)), dot(s, known.gradient)];
      }),
    );
    for (const precision of ['single', 'double'] as const) {
      const rtol = precision === 'double' ? 1e-9 : 2e-3;
      withProblem(small, small.theta, (objective, theta) => {
        const family: OperatorFamily =
          matrix === 'hessian'
            ? hessians(objective, precision)
            : gaussNewton({ ...objective, microbatches: objective.microbatches! }, precision);
        const gradients = batchGradients(objective, theta, precision);
        const found = stepCurvature(gradients, family, theta, { ...all, ...(step && { step }) });
        const [quotient, ratio] = [found.quotient(), found.ratio()];
        expectNear(quotient.value, exact.quotient, { rtol });
        expectNear(ratio.value, exact.ratio, { rtol });
        expect(quotient.cost).toMatchObject({ gradients: 16, hvps: 16 });
        gradients.dispose();
        family.dispose();
      });
    }
  });
});

describe('stored gradients and matrices', () => {
  const P = 6;
  const random: Rng = rng(21);
  const g = Array.from({ length: n }, (_, i) => Float64Array.from(random.fork('g', i).normals(P)));
  const A = Array.from({ length: n }, (_, i) => randomSymmetric(P, random.fork('A', i)));
  const matrixOf = (rows: ArrayLike<number>): Matrix =>
    A[0]!.map((row, a) =>
      row.map((_, b) => average(Array.from(rows, (i) => A[i]![a]![b]! + 3 * Number(a === b)))),
    );
  const gradientOf = (rows: ArrayLike<number>) => meanOf(Array.from(rows, (i) => g[i]!));
  const stored = { mean: gradientOf([0, 1, 2, 3]), at: gradientOf, dispose() {} };
  const family: OperatorFamily = { at: (_, rows) => operatorOf(matrixOf(rows!)), dispose() {} };
  const exact = exactOf(
    every.map((rows) => {
      const s = gradientOf(rows);
      return [dot(s, product(matrixOf(rows), s)), dot(s, s)];
    }),
  );

  test('have intervals that cover in 200 seeds', () => {
    const hits = { quotient: 0, ratio: 0 };
    for (let seed = 0; seed < 200; seed++) {
      const found = stepCurvature(stored, family, [], {
        ...{ relativeError: 0.05, maxBatches: 2000 },
        batches: batches(n, 2, 'with-replacement', rng(seed).fork('drawn')),
      });
      for (const key of ['quotient', 'ratio'] as const) {
        const { interval, converged } = found[key]();
        expect(converged).toBe(true);
        hits[key] += Number(interval![0] <= exact[key] && exact[key] <= interval![1]);
      }
    }
    for (const count of Object.values(hits)) {
      expect(count).toBeGreaterThanOrEqual(180);
      expect(count).toBeLessThanOrEqual(198);
    }
  });

  test('have no quotient where a step is across its gradient', () => {
    const across = stepCurvature(stored, family, [], {
      ...all,
      step: (x) => Float64Array.from(x, (_, i) => [-x[1]!, x[0]!][i] ?? 0),
    });
    expect(across.quotient().converged).toBe(false);
    expect(across.ratio().converged).toBe(false);
  });

  test('refuse budgets that are none', () => {
    expect(() => stepCurvature(stored, family, [], { ...all, maxBatches: 1 })).toThrow(
      'invalid maxBatches',
    );
    expect(() => stepCurvature(stored, family, [], { ...all, relativeError: 0 })).toThrow(
      'invalid relativeError',
    );
  });
});
