import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Scalars } from '../../../src/core/scalars.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { batchSizeTests } from '../../../src/lab/probes/batch-size/tests.ts';
import { takeuchi } from '../../../src/lab/probes/matrix/takeuchi.ts';
import type { ProbeContext } from '../../../src/lab/probes/probe.ts';
import { stoppingEvidence } from '../../../src/probes/noise/batch-size.ts';
import { type Matrix, traceOf } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, everyBatchOfTwo, meanOf, subtract } from '../../support/moments.ts';
import { matricesOf } from '../../support/network-matrices.ts';
import {
  descended,
  exampleGradients,
  type Small,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const cases = [
  smallMlp('tanh', 'squared-error', 4, 9),
  smallMlp('relu', 'cross-entropy', 4, 9),
  smallCnn('tanh', 'cross-entropy', 7),
].flatMap((small) =>
  (
    [
      ['single', 1e-4],
      ['double', 1e-9],
    ] as const
  ).map(([precision, rtol]) => ({ name: small.name, small, precision, rtol })),
);

/** What a probe gives at θ, where steps take mini-batches of two. */
const measured = (
  probe: typeof batchSizeTests | typeof takeuchi,
  small: Small,
  theta: Float64Array,
  precision: string,
  options = {},
): Scalars =>
  withProblem(small, theta, (objective, at) => {
    const task = { objective, precision, supervised: { objective } };
    const context = { task, theta: at, method: { batch: 2 }, random: rng(1) };
    const found = probe.measure(context as unknown as ProbeContext, probe.read(options) as never);
    return found!.scalars;
  });

describe.each(cases)('of $name in $precision precision', ({ small, precision, rtol }) => {
  const theta = descended(small, 0.1, 10);
  const g = exampleGradients(small, theta);
  const mean = meanOf(g);
  const square = dot(mean, mean);
  const n = g.length;

  test('the bounds are those that every mini-batch of two meets on the average', () => {
    const every = everyBatchOfTwo(n).map((rows) => meanOf([...rows].map((i) => g[i]!)));
    const average = (of: (own: Float64Array) => number) =>
      every.reduce((sum, own) => sum + of(own), 0) / every.length;
    const away = average((own) => dot(subtract(own, mean), subtract(own, mean)));
    const along = average((own) => (dot(own, mean) - square) ** 2);
    const across = average((own) => {
      const c = dot(own, mean) / square;
      const rest = own.map((x, j) => x - c * mean[j]!);
      return dot(rest, rest);
    });
    const { normTest, innerProductTest, orthogonalityTest } = measured(
      batchSizeTests,
      small,
      theta,
      precision,
    );
    expectNear(normTest!.value, Math.sqrt(away / square), { rtol });
    expectNear(innerProductTest!.value, Math.sqrt(along) / square, { rtol });
    expectNear(orthogonalityTest!.value, Math.sqrt(across / square), { rtol });
    expect(normTest).toMatchObject({ stderr: 0, converged: true, cost: { gradients: n + 2 } });
  });

  test('the evidence for stopping is that of the gradients of single examples', () => {
    const ratios = Array.from(mean, (m, j) => {
      const variance = g.reduce((sum, own) => sum + (own[j]! - m) ** 2, 0) / (n - 1);
      return variance === 0 ? undefined : (n * m * m) / variance;
    }).filter((x) => x !== undefined);
    const truth = 1 - ratios.reduce((a, b) => a + b, 0) / ratios.length;
    const { stoppingEvidence: found } = measured(batchSizeTests, small, theta, precision);
    expectNear(found!.value, truth, { rtol: 100 * rtol });
  });

  test('Takeuchi’s criterion is that of dense diagonals', () => {
    const { gaussNewton: G, empiricalFisher: E } = matricesOf(small, theta);
    const own = (A: Matrix) => A.map((row, j) => row[j]!);
    const ratio = own(E).reduce((sum, e, j) => sum + (e === 0 ? 0 : e / (own(G)[j]! + 1e-7)), 0);
    const { takeuchiTrace, takeuchiDiagonal } = measured(takeuchi, small, theta, precision);
    expectNear(takeuchiTrace!.value, traceOf(E) / (traceOf(G) + 1e-7), { rtol });
    expectNear(takeuchiDiagonal!.value, ratio, { rtol: 10 * rtol });
  });
});

test('a batch of more examples than there are is refused', () => {
  const { small } = cases[0]!;
  expect(() => measured(batchSizeTests, small, small.theta, 'single', { batch: 10 })).toThrow(
    'measure.batchSizeTests.batch 10 exceeds the 9 training examples: lower it',
  );
});

test('without a gradient the evidence for stopping is about 0, and with one far below', () => {
  const [n, P] = [40, 3000];
  const random = rng(7);
  const evidence = (shift: number) => {
    const gradients = Array.from({ length: n }, () => random.normals(P).map((x) => x + shift));
    const mean = meanOf(gradients);
    const variance = mean.map((m, j) => gradients.reduce((s, x) => s + (x[j]! - m) ** 2, 0) / n);
    return stoppingEvidence({ mean, variance }, n);
  };
  // n ḡ²/σ̂² follows F(1, n − 1), of mean (n − 1)/(n − 3) and variance near 2.
  expectNear(evidence(0), -2 / (n - 3), { atol: 4 * Math.sqrt(2.5 / P) });
  expect(evidence(0.5)).toBeLessThan(-5);
});
