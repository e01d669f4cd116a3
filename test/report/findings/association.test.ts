import { expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { findingsOf, numbersAndSentence } from '../../support/findings-of.ts';
import { gd, run, spec } from '../../support/synthetic-runs.ts';

test('Kendall τ counts concordant pairs of runs', () => {
  const points = [
    [1, 1],
    [2, 3],
    [3, 2],
    [4, 4],
    [5, 5],
  ];
  const runs = points.map(([trace, lossGap], seed) =>
    run(spec(gd(0.1), seed), { trace: trace!, lossGap: lossGap! }),
  );
  const [association] = findingsOf(runs).associations.map(numbersAndSentence);
  // Nine of ten pairs agree, one disagrees: (9 − 1) / 10.
  expect(association!.tau).toBeCloseTo(0.8, 12);
  expect(association!.n).toBe(5);
});

test('any measure of where training ended is held against the loss gap, and nothing else', () => {
  const runs = [1, 2, 3, 4, 5].map((k) =>
    run(spec(gd(0.1), k), {
      lossGap: k,
      testLoss: k,
      trainAccuracy: k,
      initialSharpness: k,
      threshold: k,
      batchSharpness: 6 - k,
      trace: k,
      // The same for all runs: no rank correlation.
      constant: 7,
    }),
  );
  const found = findingsOf(runs).associations.map(numbersAndSentence);
  expect(found.map(({ measure, tau }) => [measure, tau])).toEqual([
    ['trace', 1],
    ['batchSharpness', -1],
  ]);
  expect(found[0]!.sentence).toMatch(/^Hessian trace against loss gap: Kendall τ = 1 /);
  expect(found[1]!.sentence).toMatch(/^BatchSharpness against loss gap: Kendall τ = −1 /);
  expect(found[1]!.sentence).toContain('cannot tell whether batchSharpness and loss gap');
});

test('labels drawn at random are a problem of their own, apart from the true ones', () => {
  const random = (of: RunSpec): RunSpec => ({ ...of, data: { ...of.data, randomLabels: true } });
  const runs = [1, 2, 3, 4, 5].flatMap((k) => [
    run(spec(gd(0.1), k), { lossGap: k, trace: k }),
    run(random(spec(gd(0.1), k)), { lossGap: 100 + k, trace: 9 - k }),
  ]);
  const found = findingsOf(runs).associations.map(numbersAndSentence);
  expect(found.map(({ problem, tau }) => [problem, tau])).toEqual([
    ['true labels', 1],
    ['random labels', -1],
  ]);
  expect(found[1]!.sentence).toMatch(/^random labels: Hessian trace against loss gap: /);
});
