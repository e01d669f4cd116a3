import { describe, expect, test } from 'vitest';
import { type Rng, rng } from '../../../src/core/random.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import type { Findings } from '../../../src/report/findings/findings.ts';
import { comparisonsOf, findingsOf, trendsOf } from '../../support/findings-of.ts';
import { gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const adam = (rate: number): MethodSpec => ({
  ...{ method: 'adam', rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
});
const heavyBall = (momentum: number): MethodSpec =>
  ({ method: 'heavy-ball', rate: 0.1, momentum }) as MethodSpec;
const withData = (of: RunSpec, data: Partial<RunSpec['data']>): RunSpec =>
  ({ ...of, data: { ...of.data, ...data } }) as RunSpec;

/** Grids over other axes than B and η of SGD and descent, as specs of one seed. */
const GRIDS: Readonly<Record<string, (seed: number) => readonly RunSpec[]>> = {
  'widths of two methods': (seed) =>
    [16, 64, 256].flatMap((width) =>
      [gd(0.1), adam(0.01)].map((method) => spec(method, seed, { hidden: [width] })),
    ),
  'label noise and batches': (seed) =>
    [0, 0.1, 0.3].flatMap((labelNoise) =>
      [4, 64].map((batch) => withData(spec(sgd(batch), seed), { labelNoise })),
    ),
  'momenta and methods': (seed) =>
    [heavyBall(0.5), heavyBall(0.9), adam(0.1), gd(0.1)].map((method) => spec(method, seed)),
  'rates by batches': (seed) =>
    [0.05, 0.1].flatMap((rate) => [4, 8, 16].map((batch) => spec(sgd(batch, rate), seed))),
};

/** The runs of a grid over some seeds; each measure is `exp` of the effect of its run and of chance. */
function runsOf(
  grid: string,
  stream: Rng,
  { seeds = 4, noise = 0.1, effect = () => 0 }: Partial<World> = {},
): Run[] {
  return Array.from({ length: seeds }, (_, seed) => {
    const level = 0.3 * stream.normal();
    return GRIDS[grid]!(seed).map((of) => {
      const value = (size: number) => Math.exp(level + effect(of) + size * stream.normal());
      return run(of, {
        trace: 400 * value(noise),
        kernelDrift: 0.1 * value(noise),
        lossGap: 0.1 * (1 + noise * stream.normal()),
      });
    });
  }).flat();
}

interface World {
  readonly seeds: number;
  readonly noise: number;
  /** Of ln trace and ln kernelDrift. */
  readonly effect: (of: RunSpec) => number;
}

/** Everything that a report claims an effect of. */
const claimsOf = ({ trends, comparisons, pairs, associations }: Findings): readonly string[] =>
  [...trends, ...comparisons, ...pairs, ...associations.map(({ evidence }) => evidence)]
    .map(({ outcome }) => outcome as string)
    .filter((outcome) => outcome !== 'cannot tell');

const width = ({ network }: RunSpec) => (network && 'hidden' in network ? network.hidden[0]! : 1);

describe('where nothing moves', () => {
  const REPORTS = 60;
  test('a report claims anything once in 20 times at most', () => {
    const claimed = Object.keys(GRIDS).map((grid, g) => {
      let n = 0;
      for (let i = 0; i < REPORTS; i++)
        if (claimsOf(findingsOf(runsOf(grid, rng(g).fork('null', i)))).length > 0) n++;
      return n;
    });
    const all = REPORTS * claimed.length;
    const share = claimed.reduce((a, b) => a + b) / all;
    expect(share).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / all));
    // Each by itself, they would be told far more often.
    const alone = Object.keys(GRIDS).map((grid, g) => {
      const { trends, comparisons } = findingsOf(runsOf(grid, rng(g).fork('alone')));
      return trends.length + comparisons.length;
    });
    expect(Math.min(...alone)).toBeGreaterThanOrEqual(5);
  }, 120_000);
});

describe('an effect of the width', () => {
  const drift = (power: number, noise = 0.02) =>
    trendsOf(
      runsOf('widths of two methods', rng(5).fork('width'), {
        noise,
        effect: (of) => power * Math.log(width(of)),
      }),
    ).find(({ quantity }) => quantity === 'kernelDrift')!;

  test('is told with its power, over both methods', () => {
    const { axis, outcome, slope, settings, change, negligible } = drift(-0.8);
    expect([axis, outcome, negligible]).toEqual(['width', 'falls', false]);
    expect(Math.abs(slope.mean + 0.8)).toBeLessThan(0.02);
    expect(Math.log(change) / (slope.mean * Math.log(16))).toBeCloseTo(1, 9);
    expect(settings).toHaveLength(2);
  });

  test('turns with its sign', () => expect(drift(0.8).outcome).toBe('rises'));

  test('that is tiny is called detectable and negligible, with the size that this means', () => {
    // 16^0.01 = 1.028: less than 5 % from end to end.
    const { outcome, negligible, sentence } = drift(0.01, 1e-4);
    expect([outcome, negligible]).toEqual(['rises', true]);
    expect(sentence).toMatch(/1\.028\d* × .*: detectable and negligible \(less than 5 %\)\.$/);
  });

  test('that chance hides is not told, nor called equal', () => {
    const { outcome, negligible, sentence } = drift(0.02, 0.3);
    expect([outcome, negligible]).toEqual(['cannot tell', false]);
    expect(sentence).toMatch(/: cannot tell; /);
  });

  test('leads the report', () => {
    const effect = (of: RunSpec) => -0.8 * Math.log(width(of));
    const runs = runsOf('widths of two methods', rng(5).fork('width'), { noise: 0.02, effect });
    const { headline } = findingsOf(runs);
    expect(headline.length).toBeLessThanOrEqual(3);
    expect(sentenceOf(headline[0]!)).toMatch(/falls with width\.$/);
  });
});

test('each method has its comparison, at equal values of what both have, or with what it has', () => {
  const found = comparisonsOf(runsOf('momenta and methods', rng(1)));
  const of = (axis: string) =>
    found
      .filter((one) => one.axis === axis && one.quantity === 'trace')
      .map(({ pairs }) => pairs)
      .sort();
  expect(of('method')).toEqual([
    [['Adam η = 0.1', 'GD η = 0.1']],
    [
      ['heavy ball η = 0.1, momentum 0.5', 'GD η = 0.1'],
      ['heavy ball η = 0.1, momentum 0.9', 'GD η = 0.1'],
    ],
  ]);
  expect(of('momentum')).toEqual([
    [['heavy ball η = 0.1, momentum 0.9', 'heavy ball η = 0.1, momentum 0.5']],
  ]);
  // A rate of its own makes no match, and the sentence says so.
  const runs = [0, 1, 2].flatMap((seed) =>
    [adam(0.01), gd(0.1)].map((method, i) => run(spec(method, seed), { trace: 9 + i + seed ** 2 })),
  );
  expect(comparisonsOf(runs)[0]!.sentence).toContain('Adam η = 0.01');
  expect(comparisonsOf(runs)[0]!.sentence).toContain('whose keys are others');
});

test('where η and B both vary their ratio is an axis, and arms of one ratio stand together', () => {
  const runs = runsOf('rates by batches', rng(2), {
    noise: 0.01,
    effect: ({ method }) =>
      method.method === 'sgd' ? -0.5 * Math.log(method.rate / method.batch) : 0,
  });
  const trend = trendsOf(runs).find(
    ({ axis, quantity }) => axis === 'rate/batch' && quantity === 'trace',
  )!;
  expect(trend.values).toEqual([0.003125, 0.00625, 0.0125, 0.025]);
  expect(Math.abs(trend.slope.mean + 0.5)).toBeLessThan(0.02);
  expect(trend.outcome).toBe('falls');
});

test('subsets of the data and where runs stop are no axes', () => {
  const runs = [0, 1, 2].flatMap((seed) =>
    [1, 2, 3].map((subset) =>
      run(withData(spec(gd(0.1), seed), { seed: subset }), { trace: 9 + subset + seed ** 2 }),
    ),
  );
  expect([...trendsOf(runs), ...comparisonsOf(runs)]).toEqual([]);
});

test('bounds of stability are held against the largest stable η in a sentence, arm by arm', () => {
  const stream = rng(3);
  const runs = [0, 1, 2, 3].flatMap((seed) =>
    [1, 4, 16].map((b) => {
      const batchBound = 0.05 * b * Math.exp(0.02 * stream.normal());
      const threshold = 3 * batchBound * Math.exp(0.02 * stream.normal());
      return run(spec(sgd(b), seed), { batchBound, threshold });
    }),
  );
  const [bound, ...others] = findingsOf(runs).bounds;
  expect(others).toEqual([]);
  expect(bound!.evidence.outcome).toBe('above');
  expect(Math.abs(Math.log(bound!.evidence.ratio / 3))).toBeLessThan(0.05);
  expect(sentenceOf(bound!)).toMatch(
    /^The largest stable η is [23]\.\d+ × \[.*\] the bound along the top eigenvector of stability in mean square at the initial weights on average over 3 arms: .* for SGD B = 1, .* for SGD B = 16 \(n = 4 seeds\): above the bound\.$/,
  );
});

test('what was asked to be measured leads, then what every run has, then theory', () => {
  const runs = [0, 1, 2, 3, 4].flatMap((seed) =>
    [4, 16, 64].map((b) =>
      run(spec(sgd(b), seed), {
        trace: 100 * b ** 0.3 * (1 + 0.001 * seed * b),
        lossGap: 0.1 + 0.05 * Math.log2(b) * (1 + 0.001 * seed),
        initialSharpness: 10,
        threshold: 0.6 * (1 + 0.001 * seed),
      }),
    ),
  );
  const { headline } = findingsOf(runs);
  expect(headline.map(({ topic }) => topic)).toEqual([
    'Curvature where training ended',
    'Generalization',
    'Stability of the step size',
  ]);
});

test('arms that end alike to rounding are named, and those that do not are not', () => {
  const ended = (share: number) =>
    [0, 1].flatMap((seed) =>
      [sgd(16), { ...sgd(4), average: 4 } as MethodSpec, sgd(4)].map((method, i) => {
        const factor = i === 0 ? 1 : i === 1 ? 1 + share : 2;
        const values = { trace: 500 + seed, sharpness: 7 + seed, lossGap: 0.2 + seed };
        return run(
          spec(method, seed),
          Object.fromEntries(Object.entries(values).map(([key, x]) => [key, x * factor])),
        );
      }),
    );
  expect(findingsOf(ended(1e-7)).twins.map(sentenceOf)).toEqual([
    'SGD B = 16, η = 0.1, no averaging and SGD B = 4, η = 0.1, average 4 ended alike, to rounding, in all 2 seeds and each of 3 measures.',
  ]);
  expect(findingsOf(ended(1e-4)).twins).toEqual([]);
});
