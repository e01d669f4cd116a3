import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { summarise } from '../../../src/report/findings/findings.ts';
import {
  divergedRun,
  experimentOf,
  flow,
  gd,
  quickstart,
  run,
  sgd,
  spec,
  TARGET,
} from '../../support/synthetic-runs.ts';

/** Three paired seeds of B = 4, B = 64 and GD at one η; the small batch ends at these traces. */
const paired = (small: readonly number[], full: readonly number[], key = 'trace'): Run[] =>
  small.flatMap((value, seed) => [
    run(spec(sgd(4), seed), { [key]: value }),
    run(spec(gd(0.1), seed), { [key]: full[seed]! }),
  ]);

const only = (runs: readonly Run[]) => {
  const { comparisons } = summarise(experimentOf(runs), runs);
  expect(comparisons).toHaveLength(1);
  return comparisons[0]!;
};

// Student's t at 97.5 %, 2 degrees of freedom: √2 · 0.95 / √(1 − 0.95²), its closed form.
const T2 = (Math.SQRT2 * 0.95) / Math.sqrt(1 - 0.95 ** 2);

describe('comparisons', () => {
  test('a ratio is the geometric mean of paired ratios with the t interval of their logarithms', () => {
    const comparison = only(paired([200, 240, 250], [400, 400, 500]));
    const logs = [Math.log(0.5), Math.log(0.6), Math.log(0.5)];
    const mean = (logs[0]! + logs[1]! + logs[2]!) / 3;
    const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 2);
    const reach = (T2 * sd) / Math.sqrt(3);
    expect(comparison.kind).toBe('ratio');
    expect(comparison.n).toBe(3);
    // 1e-9: round-off of a few logarithms, and a t quantile good to 1e-11.
    expect(comparison.estimate / Math.exp(mean)).toBeCloseTo(1, 9);
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
    const noisy = only(paired([200, 330, 200], [400, 300, 320]));
    expect(noisy.outcome).toBe('cannot tell');
    const logs = [Math.log(200 / 400), Math.log(330 / 300), Math.log(200 / 320)];
    const mean = (logs[0]! + logs[1]! + logs[2]!) / 3;
    const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 2);
    // The interval shrinks as 1/√n about its middle: n′ = (t s / |mean|)².
    const needed = Math.ceil(((T2 * sd) / Math.abs(mean)) ** 2) - 3;
    expect(noisy.moreSeeds).toBe(needed);
    expect(noisy.sentence).toContain(`cannot tell; about ${needed} more seeds`);
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
    expect(summarise(experimentOf(runs), runs).comparisons).toEqual([]);
  });

  test('without a target the sentence says that the losses differ', () => {
    const stop = { steps: 100 };
    const runs = [0, 1].flatMap((seed) => [
      run(spec(sgd(4), seed, { stop }), { trace: 200 + seed }),
      run(spec(gd(0.1), seed, { stop }), { trace: 400 }),
    ]);
    expect(only(runs).sentence).toMatch(/^After 100 steps, not at equal training loss, /);
  });

  test('one seed gives no interval and no verdict', () => {
    const comparison = only(paired([200], [400]));
    expect(comparison.interval).toBeNull();
    expect(comparison.outcome).toBe('cannot tell');
    expect(comparison.sentence).toContain('one seed, so no interval and no verdict');
  });

  test('different networks are never compared', () => {
    const runs = [0, 1, 2].flatMap((seed) => [
      run(spec(sgd(4), seed, { hidden: [8] }), { trace: 200 + seed }),
      run(spec(gd(0.1), seed, { hidden: [64] }), { trace: 400 }),
    ]);
    expect(summarise(experimentOf(runs), runs).comparisons).toEqual([]);
  });
});

describe('trends, stability, association and distance', () => {
  test('a power law in B is found with its exponent, and falls when B is mirrored', () => {
    const batches = [4, 16, 64];
    const runs = (power: number) =>
      [0, 1, 2].flatMap((seed) =>
        batches.map((b) =>
          run(spec(sgd(b), seed), { trace: 100 * b ** (power * (1 + 0.01 * seed)) }),
        ),
      );
    const rising = summarise(experimentOf(runs(0.25)), runs(0.25)).trends[0]!;
    // The three exponents are 0.25 × (1, 1.01, 1.02): their mean is 0.2525.
    expect(rising.slope.mean).toBeCloseTo(0.2525, 10);
    expect(rising.tau.mean).toBe(1);
    expect(rising.outcome).toBe('rises');
    expect(summarise(experimentOf(runs(-0.25)), runs(-0.25)).trends[0]!.outcome).toBe('falls');
  });

  test('the threshold is held against 2/λ₀ of the same seed', () => {
    const runs = [8, 10, 12.5].map((lambda, seed) =>
      run(spec(gd(0.1), seed), { initialSharpness: lambda, threshold: 3 / lambda }),
    );
    const [stability] = summarise(experimentOf(runs), runs).stability;
    expect(stability!.ratio).toBeCloseTo(1.5, 12);
    expect(stability!.sentence).toMatch(/: above 2\/λ₀\.$/);
  });

  test('brackets widen what seeds alone would call certain', () => {
    const runs = [8, 10, 12.5].map((lambda, seed) => {
      const one = run(spec(gd(0.1), seed), { initialSharpness: lambda, threshold: 2.02 / lambda });
      const threshold = { ...one.scalars.threshold!, stderr: (0.05 * 2.02) / lambda };
      return { ...one, scalars: { ...one.scalars, threshold } };
    });
    const [stability] = summarise(experimentOf(runs), runs).stability;
    // Each η_max is known to 5 %, so the mean of ln η_max is known to ln 1.05 and no better.
    expect(stability!.interval![0]).toBeCloseTo(1.01 / 1.05, 9);
    expect(stability!.interval![1]).toBeCloseTo(1.01 * 1.05, 9);
    expect(stability!.sentence).toContain('cannot be told from 2/λ₀');
  });

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
    const [association] = summarise(experimentOf(runs), runs).associations;
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
    const found = summarise(experimentOf(runs), runs);
    expect(found.associations.map(({ measure, tau }) => [measure, tau])).toEqual([
      ['trace', 1],
      ['batchSharpness', -1],
    ]);
    const topic = found.topics.find(({ heading }) => heading.startsWith('Curvature and'))!;
    expect(topic.sentences[0]).toMatch(/^Hessian trace against loss gap: Kendall τ = 1 /);
    expect(topic.sentences[1]).toMatch(/^BatchSharpness against loss gap: Kendall τ = −1 /);
    expect(topic.sentences[1]).toContain('cannot tell whether batchSharpness and loss gap');
  });

  test('labels drawn at random are a problem of their own, apart from the true ones', () => {
    const random = (of: RunSpec): RunSpec => ({ ...of, data: { ...of.data, randomLabels: true } });
    const runs = [1, 2, 3, 4, 5].flatMap((k) => [
      run(spec(gd(0.1), k), { lossGap: k, trace: k }),
      run(random(spec(gd(0.1), k)), { lossGap: 100 + k, trace: 9 - k }),
    ]);
    expect(summarise(experimentOf(runs), runs).associations.map(({ tau }) => tau)).toEqual([1, -1]);
  });

  test('an error proportional to η has exponent 1, one proportional to η² has 2', () => {
    const runs = (power: number) =>
      [0, 1].flatMap((seed) => [
        withWeights(run(spec(flow, seed), {}), [2, 0], [0, 0]),
        ...[0.025, 0.05, 0.1].map((rate) =>
          withWeights(run(spec(gd(rate), seed), {}), [2 + rate ** power, 0], [0, 0]),
        ),
      ]);
    for (const power of [1, 2]) {
      const [distance] = summarise(experimentOf(runs(power)), runs(power)).distances;
      expect(distance!.time).toBe(1);
      // float32 weights near 2 are good to 1.2e-7, the smallest distance is 6e-4: 2e-4 in the logarithm.
      expect(Math.abs(distance!.slope.value - power)).toBeLessThan(1e-3);
      expect(distance!.points[2]!.values[0]! / (0.1 ** power / 2)).toBeCloseTo(1, 4);
      expect(distance!.monotone).toBe(2);
    }
    expect(summarise(experimentOf(runs(1)), runs(1)).sentences.join()).toContain('first order as');
    expect(summarise(experimentOf(runs(2)), runs(2)).sentences.join()).toContain('not the first');
  });

  test('a distance in function is that of the outputs, by its own exponent', () => {
    const runs = [flow, gd(0.05), gd(0.1)].map((method) => {
      const eta = 'rate' in method ? method.rate : 0;
      const one = withWeights(run(spec(method, 0), {}), [2 + eta, 0], [0, 0]);
      const outputs = [Float32Array.of(1, 1, 1), Float32Array.of(1, 1 + 3 * eta ** 2, 5)];
      return { ...one, snapshots: one.snapshots.map((s, k) => ({ ...s, outputs: outputs[k]! })) };
    });
    const { distances, sentences } = summarise(experimentOf(runs), runs);
    expect(distances.map(({ space }) => space)).toEqual(['weights', 'outputs']);
    const { points, slope } = distances[1]!;
    // The flow's outputs went from (1, 1, 1) to (1, 1, 5).
    expect(points.map(({ values }) => values[0]! * 4)[1]!).toBeCloseTo(3 * 0.1 ** 2, 6);
    expect(Math.abs(slope.value - 2)).toBeLessThan(1e-3);
    expect(sentences.join(' ')).toContain(
      "from gradient flow in function, over the test examples, relative to the flow's displacement",
    );
  });
});

describe('summaries', () => {
  test('diverged runs are counted and enter no mean', () => {
    const runs = [
      run(spec(sgd(4), 0), { trace: 10 }),
      run(spec(sgd(4), 1), { trace: 14 }),
      { ...divergedRun(spec(sgd(4), 2)), scalars: run(spec(sgd(4), 2), { trace: 1e9 }).scalars },
    ];
    const { arms, sentences } = summarise(experimentOf(runs), runs);
    expect(arms[0]!.diverged).toBe(1);
    expect(arms[0]!.counted).toBe(2);
    expect(arms[0]!.quantities.trace!.mean).toBe(12);
    expect(sentences).toContain('1 of 3 runs of SGD B = 4, η = 0.1 diverged; they enter no mean.');
  });

  test('every estimate that did not converge is listed', () => {
    const runs = quickstart(3);
    const listed = summarise(experimentOf(runs), runs).unconverged;
    const expected = runs.flatMap(({ scalars }) =>
      Object.values(scalars).filter(({ converged }) => !converged),
    );
    expect(expected.length).toBeGreaterThan(1);
    expect(listed.map(({ value }) => value).sort()).toEqual(
      expected.map(({ value }) => (Number.isFinite(value) ? value : null)).sort(),
    );
  });

  test('findings survive JSON unchanged, and equal runs give equal findings', () => {
    const runs = quickstart(3);
    const findings = summarise(experimentOf(runs), runs);
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
    expect(summarise(experimentOf(runs), [...runs])).toEqual(findings);
  });

  test('many intervals come with a warning, few do not', () => {
    const many = quickstart(3);
    expect(summarise(experimentOf(many), many).sentences.at(-1)).toContain('by chance');
    const few = paired([200, 240], [400, 400]);
    expect(summarise(experimentOf(few), few).sentences.join()).not.toContain('by chance');
  });

  test('the target loss of the sentences is the one in the specs', () => {
    const runs = paired([200, 240], [400, 400]);
    expect(only(runs).sentence).toContain(`≤ ${TARGET}`);
  });
});

const withWeights = (one: Run, at1: readonly number[], at0: readonly number[]): Run => ({
  ...one,
  snapshots: [
    { time: 0, theta: Float32Array.from(at0) },
    { time: 1, theta: Float32Array.from(at1) },
  ],
});
