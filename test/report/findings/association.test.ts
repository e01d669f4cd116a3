import { expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { expectNear } from '../../support/expect-near.ts';
import { findingsOf, numbersAndSentence } from '../../support/findings-of.ts';
import { gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** Runs of arms B = 4, 8, … in which the measures of arm a and seed s are these. */
const table = (
  arms: number,
  seeds: number,
  of: (arm: number, seed: number) => Record<string, number>,
) =>
  Array.from({ length: seeds }, (_, seed) =>
    Array.from({ length: arms }, (_, arm) => run(spec(sgd(4 * 2 ** arm), seed), of(arm, seed))),
  ).flat();

test('of one arm Kendall τ counts concordant pairs of seeds, and exchanges seeds', () => {
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
  // Nine of ten pairs agree, one disagrees: (9 − 1) / 10. Of 120 orders 1 + 4 have τ ≥ 0.8, and as many τ ≤ −0.8.
  expect(association).toMatchObject({ over: 'seeds', units: 5, clusters: 1, n: 5 });
  expectNear(association!.tau, 0.8, { rtol: 1e-12 });
  expectNear(association!.p, 10 / 120, { rtol: 1e-12 });
  expect(association!.sentence).toBe(
    'Hessian trace against loss gap within an arm: mean Kendall τ = 0.8 over 5 seeds (n = 5 runs; exact ' +
      'permutations of the seeds, p = 0.083): cannot tell whether Hessian trace and loss gap go together.',
  );
});

test('arms are ranked within seeds, which are the clusters', () => {
  // Arms agree; seeds, which move the trace up and the gap down, would hide it among all runs.
  const runs = table(6, 5, (arm, seed) => ({
    trace: 100 + arm + 50 * seed,
    lossGap: arm - 50 * seed,
  }));
  const [association] = findingsOf(runs).associations.map(numbersAndSentence);
  expect(association).toMatchObject({
    over: 'arms',
    units: 6,
    clusters: 5,
    tau: 1,
    outcome: 'together',
  });
  expect(association!.sentence).toBe(
    'Hessian trace against loss gap within a seed: mean Kendall τ = 1 over 6 arms (n = 30 runs in 5 clusters, one a ' +
      'seed; exact permutations of the arms, p = 0.0028): arms with a larger Hessian trace have a larger loss gap.',
  );
});

test('three or four arms cannot tell, however well they agree and however many the seeds', () => {
  const runs = table(4, 9, (arm, seed) => ({ trace: 1 + arm + seed, lossGap: arm + seed }));
  const [association] = findingsOf(runs).associations;
  expect(association!.evidence).toMatchObject({ tau: 1, outcome: 'cannot tell' });
  expect(association!.reason).toContain('p ≥ 0.083 for so few');
  // Nothing was at stake, so nothing is counted.
  expect(association!.intervals).toBeUndefined();
});

test('one seed gives no verdict, however many arms it has trained', () => {
  const runs = table(8, 1, (arm) => ({ trace: 1 + arm, lossGap: arm }));
  const [association] = findingsOf(runs).associations;
  expect(association!.verdict).toBeUndefined();
  expect(association!.reason).toMatch(/\(n = 8 runs of one seed\): one seed, so no verdict\.$/);
});

test('an arm that misses a seed takes no part', () => {
  const runs = table(6, 3, (arm, seed) => ({ trace: 1 + arm + seed, lossGap: arm })).filter(
    (_, i) => i !== 5,
  );
  const [association] = findingsOf(runs).associations;
  expect(association!.evidence).toMatchObject({ units: 5, clusters: 3, n: 15 });
});

test('a metric that is nowhere told from 0 is ranked with nothing', () => {
  const runs = table(5, 2, (arm, seed) => ({ trace: 1e-9 * (1 + arm + seed), lossGap: arm })).map(
    (one) => ({
      ...one,
      scalars: { ...one.scalars, trace: { ...one.scalars.trace!, stderr: 1e-7 } },
    }),
  );
  expect(findingsOf(runs).associations).toEqual([]);
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
  expect(found[0]!.sentence).toMatch(
    /^Hessian trace against loss gap within an arm: mean Kendall τ = 1 /,
  );
  expect(found[1]!.sentence).toMatch(
    /^BatchSharpness against loss gap within an arm: mean Kendall τ = −1 /,
  );
  // Five seeds in perfect order: 2 of 120 orders.
  expect(found[1]!.sentence).toMatch(
    /p = 0\.017\): seeds with a larger batchSharpness have a smaller/,
  );
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
  expect(found[1]!.sentence).toMatch(
    /^random labels: Hessian trace against loss gap within an arm: /,
  );
});
