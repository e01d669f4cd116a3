import { expect, test } from 'vitest';
import { armsOf } from '../../../src/report/arms/arm.ts';
import { edgeLines, edgesNear, initialEdge } from '../../../src/report/arms/edges.ts';
import { expectNear } from '../../support/expect-near.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const methods = [gd(0.1), gd(0.2), gd(0.01), sgd(4, 0.1), flow];
const arms = armsOf(methods.map((method) => run(spec(method, 0), { initialSharpness: 5 })));

test('2/η is an edge of GD and SGD, where it is at most 1.4 times the greatest λ', () => {
  expect(edgesNear(arms, 15).map(({ arm, lambda }) => [arm.label, lambda])).toEqual([
    ['SGD B = 4, η = 0.1', 20],
    ['GD η = 0.1', 20],
    ['GD η = 0.2', 10],
  ]);
  expect(edgesNear(arms, 14).map(({ lambda }) => lambda)).toEqual([10]);
});

test('a line at 2/η is drawn once for each η, and none where there are too many to tell apart', () => {
  expect(edgeLines(arms, 15).map(({ label }) => label)).toEqual([
    '2/η = 20  (η = 0.1)',
    '2/η = 10  (η = 0.2)',
  ]);
  const many = armsOf([1, 2, 3, 4, 5, 6, 7].map((k) => run(spec(gd(k), 0), {})));
  expect(edgeLines(many.slice(1), 1e3).length).toBe(6);
  expect(edgeLines(many, 1e3)).toEqual([]);
});

test('2/λ₀ is the mean over seeds of the quotients', () => {
  const two = armsOf(
    [4, 8].map((lambda, seed) => run(spec(gd(0.1), seed), { initialSharpness: lambda })),
  );
  expectNear(initialEdge(two, 2)!, (2 / 4 + 2 / 8) / 2, { rtol: 1e-15 });
  expect(initialEdge(armsOf([run(spec(gd(0.1), 0), {})]), 2)).toBeUndefined();
});
