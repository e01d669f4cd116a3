import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { expectNear } from '../../support/expect-near.ts';
import { comparisonsOf, findingsOf, trendsOf } from '../../support/findings-of.ts';
import { divergedRun, flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** Three paired seeds of B = 4, B = 64 and GD at one η; the small batch ends at these traces. */
const paired = (small: readonly number[], full: readonly number[], key = 'trace'): Run[] =>
  small.flatMap((value, seed) => [
    run(spec(sgd(4), seed), { [key]: value }),
    run(spec(gd(0.1), seed), { [key]: full[seed]! }),
  ]);

const only = (runs: readonly Run[]) => {
  const comparisons = comparisonsOf(runs).filter(({ quantity }) => quantity !== 'trainLoss');
  expect(comparisons).toHaveLength(1);
  return comparisons[0]!;
};

// Student's t at 97.5 %, 2 degrees of freedom: √2 · 0.95 / √(1 − 0.95²), its closed form.
const T2 = (Math.SQRT2 * 0.95) / Math.sqrt(1 - 0.95 ** 2);

test('a ratio is the geometric mean of paired ratios with the t interval of their logarithms', () => {
  const comparison = only(paired([200, 240, 250], [400, 400, 500]));
  const logs = [Math.log(0.5), Math.log(0.6), Math.log(0.5)];
  const mean = (logs[0]! + logs[1]! + logs[2]!) / 3;
  const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 2);
  const reach = (T2 * sd) / Math.sqrt(3);
  expect(comparison.kind).toBe('ratio');
  expect(comparison.n).toBe(3);
  // 1e-9: round-off of a few logarithms, and a t quantile good to 1e-11.
  expect(comparison.estimate! / Math.exp(mean)).toBeCloseTo(1, 9);
  expect(comparison.interval![0] / Math.exp(mean - reach)).toBeCloseTo(1, 9);
  expect(comparison.interval![1] / Math.exp(mean + reach)).toBeCloseTo(1, 9);
  expect(comparison.sentence).toBe(
    'At equal training loss (≤ 0.01), SGD B = 4, η = 0.1 ended at a Hessian trace 0.531 × ' +
      '[0.409, 0.69] that of GD η = 0.1 (n = 3 paired seeds): smaller.',
  );
});

test('the conclusion turns round when the data are swapped', () => {
  expect(only(paired([200, 240, 250], [400, 400, 500])).outcome).toBe('smaller');
  const swapped = only(paired([400, 400, 500], [200, 240, 250]));
  expect(swapped.outcome).toBe('larger');
  expect(swapped.sentence).toMatch(/: larger\.$/);
});

test('noise gives no verdict but the number of seeds that might', () => {
  const noisy = only(paired([200, 280, 200], [400, 300, 320]));
  expect(noisy.outcome).toBe('cannot tell');
  const logs = [Math.log(200 / 400), Math.log(280 / 300), Math.log(200 / 320)];
  const mean = (logs[0]! + logs[1]! + logs[2]!) / 3;
  const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 2);
  // So many seeds find |mean|/sd = 1.3 four times in five: R's pwr.t.test(d = 1.3, power = 0.8, type = "one.sample") says 6.8.
  expectNear(Math.abs(mean) / sd, 1.3, { atol: 0.1 });
  expect(noisy.moreSeeds).toBe(7 - 3);
  expect(noisy.sentence).toMatch(
    /cannot tell; about 4 more seeds would tell if mean and spread stayed\.$/,
  );
});

test('where many times the seeds would be needed the sentence asks for none', () => {
  const noisy = only(paired([200, 330, 390], [300, 300, 310]));
  expect(noisy.moreSeeds).toBeNull();
  expect(noisy.sentence).toMatch(/cannot tell; no number of seeds that is practical would tell\.$/);
});

test('ratios that differ by little are told apart and called equal within a margin', () => {
  const little = only(paired([404, 406, 505], [400, 400, 500]));
  expect(little).toMatchObject({ outcome: 'larger', negligible: true });
  expect(little.sentence).toMatch(/: detectable and negligible \(less than 5 %\)\.$/);
  const none = only(paired([404, 396, 500], [400, 400, 500]));
  expect(none).toMatchObject({ outcome: 'cannot tell', negligible: true });
  expect(none.sentence).toMatch(/: equal within 5 %\.$/);
});

test('seeds that differ by the very same amount have no spread, and certify nothing', () => {
  // Accuracies are counts of examples: seeds may well agree to the last digit.
  const same = only(paired([0.05, 0.06, 0.07], [0.049, 0.059, 0.069], 'accuracyGap'));
  expect(same).toMatchObject({ interval: null, basis: 'no spread', outcome: 'cannot tell' });
  expect(same.sentence).toMatch(
    /: all 3 seeds agree to rounding, so no interval and no verdict\.$/,
  );
});

test('a ratio of two values that cannot be told from 0 is undefined', () => {
  const unresolved = (runs: readonly Run[]) =>
    runs.map((one) => {
      const trace = { ...one.scalars.trace!, stderr: 3e-9, converged: false };
      return { ...one, scalars: { ...one.scalars, trace } };
    });
  const zeros = only(unresolved(paired([4e-9, 1e-9, 2e-9], [1e-9, 5e-9, 3e-9])));
  expect(zeros).toMatchObject({ outcome: 'undefined', estimate: null, interval: null });
  expect(zeros.sentence).toMatch(
    /SGD B = 4, η = 0\.1 against GD η = 0\.1: the Hessian trace \(n = 3 paired seeds\): none can be told from 0, so their ratio is undefined\.$/,
  );
  // One of them away from 0 is a difference.
  const [small, full] = [
    unresolved(paired([1e-9, 2e-9, 3e-9], [9, 9, 9])),
    paired([9, 9, 9], [4, 5, 6]),
  ];
  const one = only([...small.filter((_, i) => i % 2 === 0), ...full.filter((_, i) => i % 2 === 1)]);
  expect(one).toMatchObject({ kind: 'difference', outcome: 'smaller' });
});

test('a gap is compared by the mean difference, which may be negative', () => {
  const gap = only(paired([0.07, 0.072, 0.071], [0.084, 0.085, 0.083], 'lossGap'));
  expect(gap.kind).toBe('difference');
  expect(gap.estimate).toBeCloseTo(-0.013, 12);
  expect(gap.outcome).toBe('smaller');
});

test('seeds are paired by number, not by position', () => {
  const runs = [
    run(spec(sgd(4), 1), { trace: 100 }),
    run(spec(sgd(4), 2), { trace: 300 }),
    run(spec(gd(0.1), 2), { trace: 600 }),
    run(spec(gd(0.1), 0), { trace: 1 }),
    run(spec(gd(0.1), 1), { trace: 200 }),
  ];
  const comparison = only(runs);
  expect(comparison.n).toBe(2);
  expect(comparison.estimate).toBeCloseTo(0.5, 12);
});

test('a run that missed the target is left out and counted', () => {
  const runs = paired([200, 240, 250, 1], [400, 400, 500, 500]);
  const late = runs.map((one, i) => (i === 6 ? { ...one, ending: 'completed' as const } : one));
  const comparison = only(late);
  expect(comparison.n).toBe(3);
  expect(comparison.leftOut).toBe(1);
  expect(comparison.sentence).toContain('1 run left out');
});

test('arms with different target losses are not compared', () => {
  const runs = [0, 1, 2].flatMap((seed) => [
    run(spec(sgd(4), seed), { trace: 200 + seed }),
    run(spec(gd(0.1), seed, { stop: { loss: 0.1 } }), { trace: 400 }),
  ]);
  expect(comparisonsOf(runs)).toEqual([]);
});

test('without a target the sentence says at which losses the arms ended, and whether they are equal', () => {
  const stop = { steps: 100 };
  const ended = (small: number, full: number) =>
    [0, 1].flatMap((seed) => [
      run(spec(sgd(4), seed, { stop }), { trace: 200 + seed, trainLoss: small }),
      run(spec(gd(0.1), seed, { stop }), { trace: 400, trainLoss: full }),
    ]);
  expect(only(ended(0.2, 0.013)).sentence).toMatch(
    /^After 100 steps, not at equal training loss \(on average 0\.2 against 0\.013\), SGD /,
  );
  expect(only(ended(0.2, 0.203)).sentence).toMatch(
    /^After 100 steps, at equal training loss within 2 % \(on average 0\.2 against 0\.203\), SGD /,
  );
});

test('losses below one target that differ are said, and each of them', () => {
  const runs = paired([200, 240, 250], [400, 400, 500]).map((one, i) => {
    const [trainLoss] = Object.values(run(one.spec, { trainLoss: i % 2 ? 0.0099 : 0.006 }).scalars);
    return { ...one, scalars: { ...one.scalars, trainLoss: trainLoss! } };
  });
  const { unequalLosses } = findingsOf(runs);
  const { sentence, losses } = only(runs);
  expect(sentence).toMatch(
    /^At different training losses \(on average 0\.006 against 0\.0099, each ≤ 0\.01\), SGD B = 4/,
  );
  expect(losses!.equal).toBe(false);
  expect(unequalLosses.map(sentenceOf)).toEqual([
    'Training losses differ where arms ended, at or below the target 0.01: from 0.006 by SGD B = 4, η = 0.1 to ' +
      '0.0099 by GD η = 0.1. Curvature and gaps of such arms are not at equal training loss.',
  ]);
});

test('arms that differ in a key of noise are compared, and the sentence says at which losses', () => {
  const flips = { ...sgd(4), labelFlips: 0.1 } as MethodSpec;
  const runs = [0, 1, 2].flatMap((seed) => [
    run(spec(sgd(4), seed, { stop: { epochs: 60 } }), { trace: 52 + seed, trainLoss: 0.02 }),
    run(spec(flips, seed, { stop: { epochs: 60 } }), { trace: 197, trainLoss: 0.3 }),
  ]);
  const { axis, outcome, sentence } = only(runs);
  expect([axis, outcome]).toEqual(['labelFlips', 'larger']);
  expect(sentence).toMatch(
    /^After 60 epochs, not at equal training loss \(on average 0\.3 against 0\.02\), SGD B = 4, η = 0\.1, label flips 0\.1 ended at a Hessian trace 3\.7\d × /,
  );
  expect(findingsOf(runs).unequalLosses.map(sentenceOf)).toEqual([
    'Training losses differ where arms ended, after 60 epochs: from 0.02 by SGD B = 4, η = 0.1, no label flips to ' +
      '0.3 by SGD B = 4, η = 0.1, label flips 0.1. Curvature and gaps of such arms are not at equal training loss.',
  ]);
});

describe('an arm that diverged', () => {
  const seeds = [0, 1];
  const descents = (rates: readonly number[]) =>
    seeds.flatMap((seed) =>
      rates.map((rate) => run(spec(gd(rate), seed), { trace: 100 / rate + seed })),
    );
  const blown = (rate: number, of = seeds) => of.map((seed) => divergedRun(spec(gd(rate), seed)));
  const flows = seeds.map((seed) => run(spec(flow, seed), { trace: 900 + seed }));

  test('is not the extreme of its family, silences no other, and is said', () => {
    const runs = [...descents([0.1, 0.5]), ...blown(2.5), ...flows];
    const found = comparisonsOf(runs);
    expect(found.map(({ arm, reference, pairs }) => [arm, reference, pairs.length])).toEqual([
      ['GD η = 0.5', 'GD η = 0.1', 1],
      ['gradient flow', 'GD', 2],
    ]);
    expect(found[0]!.sentence).toMatch(
      /^At equal training loss \(≤ 0\.01\), GD η = 0\.5 .* GD η = 0\.1.* \(n = 2 paired seeds; GD η = 2\.5 diverged\): /,
    );
    expect(found[1]!.sentence).toContain('on average over η = 0.1, 0.5 ');
    expect(found[1]!.sentence).toContain('n = 2 paired seeds; GD η = 2.5 diverged)');
  });

  test('in one seed of two stands behind arms that ended in both', () => {
    const runs = [...descents([0.1, 0.5]), ...blown(2.5, [1]), run(spec(gd(2.5), 0), { trace: 1 })];
    const { arm, reference, leftOut, sentence } = only(runs);
    expect([arm, reference, leftOut]).toEqual(['GD η = 0.5', 'GD η = 0.1', 0]);
    expect(sentence).toContain('(n = 2 paired seeds; 1 of 2 runs of GD η = 2.5 diverged)');
  });

  test('is no batch size of a trend', () => {
    const runs = [2, 4, 8, 16].flatMap((b) =>
      seeds.map((seed) =>
        b === 2
          ? divergedRun(spec(sgd(b), seed))
          : run(spec(sgd(b), seed), { trace: b + seed / 9 }),
      ),
    );
    const [trend] = trendsOf(runs);
    expect(trend!.values).toEqual([4, 8, 16]);
    expect(trend!.sentence).toContain('n = 2 seeds; SGD B = 2, η = 0.1 diverged)');
    expect(findingsOf(runs).pairs.map((one) => [one.arm, one.reference])).toEqual([
      ['SGD B = 8, η = 0.1', 'SGD B = 4, η = 0.1'],
      ['SGD B = 16, η = 0.1', 'SGD B = 4, η = 0.1'],
    ]);
  });
});

test('arms that differ in another key than the axis are not held against each other for it', () => {
  const replaced = (batch: number): MethodSpec =>
    ({ ...sgd(batch), sampling: 'with-replacement' }) as MethodSpec;
  const runs = [0, 1].flatMap((seed) =>
    [sgd(4), replaced(4), replaced(16), sgd(64)].map((method, i) =>
      run(spec(method, seed), { trace: 100 * (i + 1) + seed }),
    ),
  );
  const found = comparisonsOf(runs).map(({ axis, arm, reference }) => [axis, arm, reference]);
  expect(found.sort()).toEqual([
    ['batch', 'SGD B = 16, η = 0.1, with-replacement', 'SGD B = 4, η = 0.1, with-replacement'],
    ['batch', 'SGD B = 64, η = 0.1, shuffled', 'SGD B = 4, η = 0.1, shuffled'],
    ['sampling', 'SGD B = 4, η = 0.1, with-replacement', 'SGD B = 4, η = 0.1, shuffled'],
  ]);
});

test('whatever is known between two bounds widens its comparison by them, in logarithms or plainly', () => {
  const wide =
    (key: string, share: number) =>
    (one: Run): Run => {
      const { value, ...rest } = one.scalars[key]!;
      const bounds = [value * (1 - share), value * (1 + share)] as const;
      return { ...one, scalars: { ...one.scalars, [key]: { ...rest, value, bounds } } };
    };
  for (const key of ['trace', 'lossGap']) {
    const runs = paired([200, 240, 250], [400, 400, 500], key);
    const [plain, bounded] = [runs, runs.map(wide(key, 0.05))].map(only);
    const [low, high] = plain!.interval!;
    const [least, most] = bounded!.interval!;
    const slack = -2 * Math.log(1 - 0.05);
    if (key === 'trace') {
      expectNear(least / low, Math.exp(-slack), { rtol: 1e-9 });
      expectNear(most / high, Math.exp(slack), { rtol: 1e-9 });
    } else {
      const reach = (0.05 * (200 + 240 + 250 + 400 + 400 + 500)) / 3;
      expectNear(low - least, reach, { rtol: 1e-9 });
      expectNear(most - high, reach, { rtol: 1e-9 });
    }
  }
});
