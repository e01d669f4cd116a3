import { expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { armsOf } from '../../../src/report/arms/arm.ts';
import {
  edgeLines,
  edgesNear,
  edgesOf,
  initialEdge,
  rateReference,
} from '../../../src/report/arms/edges.ts';
import { expectNear } from '../../support/expect-near.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const adam = (rate: number, beta1 = 0.9): MethodSpec => ({
  ...{ method: 'adam', rate, beta1, beta2: 0.999, epsilon: 1e-8 },
});
const heavyBall = (rate: number, momentum: number): MethodSpec => ({
  ...{ method: 'heavy-ball', rate, momentum },
});
const armsOfMethods = (methods: readonly MethodSpec[]) =>
  armsOf(methods.map((method) => run(spec(method, 0), { initialSharpness: 5 })));
const arms = armsOfMethods([
  gd(0.1),
  gd(0.2),
  gd(0.01),
  sgd(4),
  flow,
  adam(2),
  heavyBall(0.2, 0.5),
]);

test('each method has its own edge of its own quantity, where it is at most 1.4 times the greatest value', () => {
  const near = (quantity: string, greatest: number) =>
    edgesNear(arms, quantity, greatest).map(({ arm, value }) => [arm.label, value]);
  expect(near('sharpness', 15)).toEqual([
    ['GD η = 0.1', 20],
    ['GD η = 0.2', 10],
    ['heavy ball η = 0.2', 15],
  ]);
  expect(near('sharpness', 10)).toEqual([['GD η = 0.2', 10]]);
  expect(near('preconditionedSharpness', 15)).toEqual([['Adam η = 2', expect.closeTo(19, 12)]]);
  expect(near('batchSharpness', 15)).toEqual([['SGD B = 4, η = 0.1', 20]]);
  expect(near('trace', 1e9)).toEqual([]);
});

test('a batch sharpness of other mini-batches than the method’s has no edge', () => {
  const of = spec(sgd(4), 0);
  const edges = (batch: number) => {
    const along = { batchSharpness: { batch, relativeError: 0.1, maxBatches: 10, time: 1 } };
    const own = { ...of, measure: { ...of.measure, along } };
    return edgesOf(armsOf([run(own, {})]), 'batchSharpness').length;
  };
  expect([edges(4), edges(8)]).toEqual([1, 0]);
});

test('a line is drawn once for each edge, and none where there are too many to tell apart', () => {
  expect(edgeLines(arms, 'sharpness', 15).map(({ label }) => label)).toEqual([
    '2/η = 20  (η = 0.1)',
    '2/η = 10  (η = 0.2)',
    '(2 + 2β)/η = 15  (η = 0.2, β = 0.5)',
  ]);
  expect(edgeLines(arms, 'preconditionedSharpness', 15).map(({ label }) => label)).toEqual([
    '(2 + 2β₁)/((1 − β₁)η) = 19  (η = 2, β₁ = 0.9)',
  ]);
  const many = armsOfMethods([1, 2, 3, 4, 5, 6, 7].map((k) => gd(k)));
  expect(edgeLines(many.slice(1), 'sharpness', 1e3).length).toBe(6);
  expect(edgeLines(many, 'sharpness', 1e3)).toEqual([]);
  const seeds = armsOf([0, 1].map((seed) => run(spec(gd(0.1), seed, { train: 256 + seed }), {})));
  expect(seeds).toHaveLength(2);
  expect(edgeLines(seeds, 'sharpness', 20)).toHaveLength(1);
});

test('a largest stable η is held against c/λ₀ of its own method, and of descent where it is SGD', () => {
  const told = armsOfMethods([
    ...[gd(0.1), sgd(4), heavyBall(0.2, 0.5), adam(2), flow],
    { method: 'gradient-descent', rate: 0.3, schedule: { kind: 'cosine', steps: 9 } } as const,
  ]).flatMap((arm) => {
    const own = rateReference(arm);
    return own === undefined ? [] : [[arm.card.title, own.formula, own.multiple]];
  });
  expect(told).toEqual([
    ['SGD', '2/λ₀', 2],
    ['GD', '2/λ₀', 2],
    ['heavy ball', '(2 + 2β)/λ₀', 3],
  ]);
});

test('2/λ₀ is the mean over seeds of the quotients', () => {
  const two = armsOf(
    [4, 8].map((lambda, seed) => run(spec(gd(0.1), seed), { initialSharpness: lambda })),
  );
  expectNear(initialEdge(two, { multiple: 2 })!, (2 / 4 + 2 / 8) / 2, { rtol: 1e-15 });
  expect(initialEdge(armsOf([run(spec(gd(0.1), 0), {})]), { multiple: 2 })).toBeUndefined();
});
