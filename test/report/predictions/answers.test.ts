import { describe, expect, test } from 'vitest';
import type { ExpectationSource } from '../../../src/claims/statements/check-statements.ts';
import { statementsOf } from '../../../src/lab/experiment/predictions.ts';
import { hashesOf } from '../../../src/lab/records/stated.ts';
import { answerOf } from '../../../src/report/page/claim-text.ts';
import { statementsOf as statementTable } from '../../../src/report/page/statements.ts';
import { answersOf } from '../../../src/report/predictions/answers.ts';
import { tableOf } from '../../../src/report/predictions/table.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const SEEDS = [0, 1, 2, 3];
/** Of the exponent of B, with mean 0. */
const SPREAD = [-2, 1, 2, -1];
/** Traces that rise with B, by about as much in each seed. */
const runs = SEEDS.flatMap((seed) =>
  [4, 16, 64].map((batch, i) =>
    run(spec(sgd(batch), seed), {
      trace: 100 * 1.5 ** i * 1.001 ** (SPREAD[seed]! * (i + 1)),
      trainLoss: 0.01,
    }),
  ),
);
const specs = runs.map((one) => one.spec);
const judge = (predictions: ExpectationSource, stated = {}) =>
  answersOf(
    { predictions, specs },
    runs,
    hashesOf(statementsOf({ ...about, predictions, specs })).map((one) => ({
      ...{ ...one, beforeData: true, seenWith: [] },
      ...stated,
    })),
  ).verdicts;
const about = { id: 'x', title: 'x', question: 'x' };

const rises = { id: 'rises', ratio: { of: 'trace', from: { batch: 64 }, to: { batch: 4 } } };

describe('predictions of an experiment', () => {
  test.each([
    ['> 2', 'supported'],
    ['< 2', 'refuted'],
    [[2.2, 2.3], 'supported'],
  ])('of a ratio that is 2.25, %j is %s', (range, verdict) => {
    const [answer] = judge({ expect: [{ ...rises, in: range }] });
    expect(answer).toMatchObject({ verdict, n: 4, statedBefore: true, look: 1 });
    expect(answer!.estimate).toBeCloseTo(2.25, 10);
    expect(answer!.runs).toHaveLength(8);
  });

  test('name what probes leave as arrays', () => {
    const kept = runs.map((one) => ({
      ...one,
      arrays: { gradientNoise: { norms: [1, one.spec.seed, 0.001 * one.spec.seed - 3] } },
    }));
    const predictions = {
      expect: [{ id: 'a', value: { of: 'last(gradientNorms)' }, where: 'batch = 4', in: '< -2.9' }],
    };
    const [answer] = answersOf({ predictions, specs }, kept).verdicts;
    expect(answer).toMatchObject({ verdict: 'supported', n: 4 });
    expect(answer!.estimate).toBeCloseTo(-2.9985, 9);
  });

  test('name axes by their keys, and what follows from them', () => {
    const where = [
      'batch = 4',
      'batch = 4 and train = 512 and data.name = mnist',
      'batch = 4 and width = 32 and depth = 2 and network.scale = 1',
    ];
    for (const one of where) {
      const [answer] = judge({
        expect: [{ id: 'a', value: { of: 'trace' }, in: '> 90', where: one }],
      });
      expect(answer, one).toMatchObject({ verdict: 'supported', n: 4 });
    }
  });

  test.each([
    [{ width: 16 }, { width: 64 }],
    [{ hidden: [16] }, { hidden: [64] }],
    [{ hidden: 16, rate: 0.1 }, { width: 64 }],
  ])('compare networks by their hidden layers or by their width: %j with %j', (from, to) => {
    const wide = SEEDS.flatMap((seed) =>
      [16, 64].map((width) =>
        run(spec(gd(0.1), seed, { hidden: [width] }), {
          trace: width * 1.001 ** SPREAD[seed]! * 1.0005 ** width,
        }),
      ),
    );
    const [answer] = answersOf(
      {
        predictions: { expect: [{ id: 'a', ratio: { of: 'trace', from, to }, in: '< 0.5' }] },
        specs: wide.map((one) => one.spec),
      },
      wide.map((one, i) => ({
        ...one,
        scalars: {
          trace: { ...one.scalars.trace!, value: one.scalars.trace!.value * (1 + i / 1e4) },
        },
      })),
    ).verdicts;
    expect(answer).toMatchObject({ verdict: 'supported', n: 4 });
  });

  test('count the verdicts that were seen with other numbers of seeds', () => {
    const expected = { expect: [{ ...rises, in: '> 2' }] };
    expect(judge(expected, { seenWith: [2, 3, 4] })[0]!.look).toBe(3);
    expect(judge(expected, { beforeData: false })[0]!.statedBefore).toBe(false);
    const [unknown] = answersOf({ predictions: expected, specs }, runs).verdicts;
    expect(unknown!.statedBefore).toBeNull();
  });

  test('are none where nothing is predicted', () => {
    const none = answersOf({ specs }, runs);
    expect(none).toEqual({
      ...{ claim: undefined, settings: [], verdicts: [], evidence: [], controls: [] },
    });
  });
});

describe('a claim with a scope', () => {
  /** Traces that rise with B under squared error, and with cross-entropy by this factor. */
  const byLoss = (factor: number) =>
    (['squared-error', 'cross-entropy'] as const).flatMap((loss) =>
      SEEDS.flatMap((seed) =>
        [4, 64].map((batch) =>
          run(
            { ...spec(sgd(batch), seed), loss },
            {
              trace:
                100 *
                (batch === 4 ? 1 : loss === 'squared-error' ? 2.25 : factor) *
                1.0001 ** (SPREAD[seed]! * batch),
              trainLoss: 0.01,
            },
          ),
        ),
      ),
    );
  const scoped = (factor: number, further: Partial<ExpectationSource> = {}) => {
    const all = byLoss(factor);
    const predictions = { scope: ['loss'], expect: [{ ...rises, in: '> 2' }], ...further };
    const own = all.map((one) => one.spec);
    const stated = hashesOf(statementsOf({ ...about, predictions, specs: own })).map((one) => ({
      ...{ ...one, beforeData: true, seenWith: [] },
    }));
    const controls = [
      {
        ...{ id: 'control', expected: { rises: 'refuted' } as const, specs: own },
        predictions: { ...predictions, expect: [{ ...rises, in: '> 2' }] },
      },
    ];
    return answersOf({ predictions, specs: own, controls }, all, stated, []);
  };

  test('has a verdict in each setting, and depends where they differ', () => {
    const { claim, settings, verdicts, evidence } = scoped(0.5);
    expect(claim).toBe('depends');
    expect(settings.map((one) => [one.name, one.claim])).toEqual([
      ['squared-error', 'supported'],
      ['cross-entropy', 'refuted'],
    ]);
    expect(verdicts.map(({ id, n, statedBefore }) => [id, n, statedBefore])).toEqual([
      ['rises-squared-error', 4, true],
      ['rises-cross-entropy', 4, true],
    ]);
    expect(verdicts.map(({ estimate }) => estimate)).toEqual([
      expect.closeTo(2.25, 10),
      expect.closeTo(0.5, 10),
    ]);
    expect(evidence.map(({ id }) => id)).toEqual(verdicts.map(({ id }) => id));
    expect(answerOf(claim!, verdicts)).toBe(
      'The claim depends on the setting: of 2 predictions 1 is supported and 1 is refuted.',
    );
  });

  test('is one verdict where they agree, by the statements that claim: names', () => {
    expect(scoped(3).claim).toBe('supported');
    const two = [
      { ...rises, in: '> 2' },
      { ...rises, id: 'falls', in: '< 1' },
    ];
    const either = scoped(0.5, { expect: two, claim: 'rises or falls' });
    expect(either.claim).toBe('supported');
    expect(either.settings.map(({ claim }) => claim)).toEqual(['supported', 'supported']);
    expect(scoped(0.5, { expect: two }).claim).toBe('refuted');
  });

  test('has a control that has to fail in all of its settings', () => {
    const [control] = scoped(0.5).controls;
    expect(control).toMatchObject({ passed: false });
    expect(control!.verdicts.map(({ verdict }) => verdict)).toEqual(['supported', 'refuted']);
  });

  test('is another prediction than the same without', () => {
    const hash = (scope?: readonly string[]) => {
      const predictions = { expect: [{ ...rises, in: '> 2' }], ...(scope && { scope }) };
      return hashesOf(statementsOf({ ...about, predictions, specs }))[0]!.hash;
    };
    expect(new Set([hash(), hash(['loss']), hash(['data.name'])]).size).toBe(3);
  });
});

test('a page says how many came out how, and lists each', () => {
  const answers = judge({
    expect: [
      { ...rises, in: '> 2' },
      { ...rises, id: 'falls', in: '< 1' },
      { ...rises, id: 'size', in: 'any' },
    ],
  });
  expect(answerOf('refuted', answers)).toBe(
    'The claim is refuted: of 3 predictions 1 is supported, 1 is refuted and 1 is measured without a range.',
  );
  const { rows } = statementTable(answers, () => undefined);
  expect(rows.map(({ says, predicted, n, outcome }) => [says, predicted, n, outcome])).toEqual([
    ['rises', 'above 2', '4 seeds', 'supported'],
    ['falls', 'below 1', '4 seeds', 'refuted'],
    ['size', '–', '4 seeds', 'measured'],
  ]);
});

test('a row holds what a run is and what it gave, a bracket with its ends, and no error that is chance', () => {
  const one = run(
    spec(gd(0.1), 7),
    {},
    {
      ending: 'diverged',
      scalars: {
        threshold: {
          ...{ value: 0.3, stderr: 0.01, interval: [0.29, 0.31], converged: true },
          bounds: [0.29, 0.31],
          cost: { gradients: 1, hvps: 0, seconds: 0 },
        },
        trace: {
          ...{ value: 9, stderr: 2, converged: false },
          // Chance, which is in the spread over seeds already.
          interval: [5, 13],
          cost: { gradients: 0, hvps: 9, seconds: 0 },
        },
      },
      series: { step: [0, 5], time: [0, 0.5], trainLoss: [1, 0.5] },
    },
  );
  const [row] = tableOf([one]).rows;
  expect(row).toMatchObject({
    ...{ seed: 7, ending: 'diverged', finished: false },
    axes: { method: 'gradient-descent', rate: 0.1, loss: 'squared-error', hidden: '[32,32]' },
    series: { trainLoss: { step: [0, 5], time: [0, 0.5], value: [1, 0.5] } },
    facts: { examples: 512, params: one.manifest.parameters },
  });
  expect(row!.scalars.threshold).toMatchObject({ value: 0.3, low: 0.29, high: 0.31 });
  expect(row!.scalars.trace).toEqual({ value: 9, converged: false, at: 'end' });
  expect(tableOf([run(spec(flow, 0), {})]).rows[0]!.axes).not.toHaveProperty('rate');
});

test('weights and outputs are those of the records, by the times at which they were kept', () => {
  const kept = (time: number, theta: readonly number[]) => ({
    ...{ time, theta: Float32Array.from(theta), outputs: Float32Array.of(theta[0]!) },
  });
  const all = SEEDS.flatMap((seed) =>
    [flow, gd(0.1)].map((method) => {
      const x = (method === flow ? 0 : 3) + SPREAD[seed]! / 1000;
      const one = run(spec(method, seed), {});
      return {
        ...{ ...one, weights: Float32Array.of(x, 9) },
        snapshots: [kept(0, [0, 0]), kept(2, [x, 1])],
      };
    }),
  );
  const of = (expression: string) =>
    answersOf(
      {
        specs: all.map((one) => one.spec),
        predictions: {
          arms: { flow: { method: 'gradient-flow' } },
          expect: [
            { id: 'a', value: { of: expression }, where: 'method = gradient-descent', in: 'any' },
          ],
        },
      },
      all,
    ).verdicts[0]!.estimate;
  expect(of('distance(theta, theta[flow], time = 2) + 1e-3*seed')).toBeCloseTo(3.0015, 6);
  expect(of('norm(outputs, time = 2)')).toBeCloseTo(3, 6);
  expect(of('distance(theta, theta0)')).toBeCloseTo(Math.sqrt(90), 4);
});

test('a threshold is in the rows of all rates of its method, of the seed that it was measured with', () => {
  const rates = [0, 1].flatMap((seed) => [
    run(spec(gd(0.1), seed), { threshold: 0.3 + seed }),
    run(spec(gd(0.2), seed), { trace: 1 }),
    run(spec(sgd(4), seed), { trace: 1 }),
    run(spec(flow, seed), { trace: 1 }),
  ]);
  const found = tableOf(rates).rows.map(({ scalars }) => scalars.threshold?.value);
  expect(found).toEqual([0.3, 0.3, undefined, undefined, 1.3, 1.3, undefined, undefined]);
});
