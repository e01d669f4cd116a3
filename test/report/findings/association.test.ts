import { expect, test } from 'vitest';
import { expectNear } from '../../support/expect-near.ts';
import { findingsOf, numbersAndSentence } from '../../support/findings-of.ts';
import type { NetworkRun } from '../../support/standard-experiment.ts';
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
  // One exchange of neighbours: of 28 pairs 27 agree. Of 8! orders 1 + 7 have τ as far out on its side.
  const gaps = [1, 3, 2, 4, 5, 6, 7, 8];
  const runs = gaps.map((lossGap, seed) => run(spec(gd(0.1), seed), { trace: 1 + seed, lossGap }));
  const [association] = findingsOf(runs).associations.map(numbersAndSentence);
  expect(association).toMatchObject({ over: 'seeds', units: 8, clusters: 1, n: 8 });
  expectNear(association!.tau, 26 / 28, { rtol: 1e-12 });
  expectNear(association!.p, (2 * 8) / 40320, { rtol: 1e-12 });
  expect(association!.sentence).toBe(
    'Hessian trace against loss gap within an arm: mean Kendall τ = 0.93 over 8 seeds (n = 8 runs; exact ' +
      'permutations of the seeds, p = 4 × 10⁻⁴): seeds with a larger Hessian trace have a larger loss gap.',
  );
});

test('fewer than eight points make no sentence', () => {
  const runs = (seeds: number) =>
    Array.from({ length: seeds }, (_, k) =>
      run(spec(gd(0.1), k), { trace: 1 + k, lossGap: 1 + k }),
    );
  expect(findingsOf(runs(7)).associations).toEqual([]);
  expect(findingsOf(runs(8)).associations).toHaveLength(1);
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

test('three or four arms could never tell, however well they agree and however many the seeds, and say nothing', () => {
  const runs = table(4, 9, (arm, seed) => ({ trace: 1 + arm + seed, lossGap: arm + seed }));
  expect(findingsOf(runs).associations).toEqual([]);
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
  const runs = table(5, 3, (arm, seed) => ({ trace: 1e-9 * (1 + arm + seed), lossGap: arm })).map(
    (one) => ({
      ...one,
      scalars: { ...one.scalars, trace: { ...one.scalars.trace!, stderr: 1e-7 } },
    }),
  );
  expect(findingsOf(runs).associations).toEqual([]);
});

test('any measure of where training ended is held against the loss gap, and nothing else', () => {
  const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((k) =>
    run(spec(gd(0.1), k), {
      lossGap: k,
      testLoss: k,
      trainAccuracy: k,
      initialSharpness: k,
      threshold: k,
      batchSharpness: 9 - k,
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
    /^Batch sharpness against loss gap within an arm: mean Kendall τ = −1 /,
  );
  // Eight seeds in perfect order: 2 of 8! orders.
  expect(found[1]!.sentence).toMatch(
    /p = 5 × 10⁻⁵\): seeds with a larger batch sharpness have a smaller/,
  );
});

test('labels drawn at random are a problem of their own, apart from the true ones', () => {
  const random = (of: NetworkRun): NetworkRun => ({
    ...of,
    data: { ...of.data, randomLabels: true },
  });
  const runs = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((k) => [
    run(spec(gd(0.1), k), { lossGap: k, trace: k }),
    run(random(spec(gd(0.1), k)), { lossGap: 100 + k, trace: 12 - k }),
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
