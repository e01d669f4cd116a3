import { describe, expect, test } from 'vitest';
import type { Control, Experiment } from '../../../src/lab/experiment/run-spec.ts';
import { predictionsOf } from '../../../src/lab/records/stated.ts';
import { answersOf } from '../../../src/report/predictions/answers.ts';
import { gd, run, spec } from '../../support/synthetic-runs.ts';

const SEEDS = [0, 1, 2, 3, 4];
/** With mean 0 and standard deviation 1.58. */
const APART = [-2, -1, 0, 1, 2];
/** Runs at a rate whose traces are this, and differ by so much. */
const at = (rate: number, trace: number, apart = 0.1) =>
  SEEDS.map((seed) =>
    run(spec(gd(rate), seed), { trace: trace + apart * APART[seed]!, trainLoss: 0.01 }),
  );

const predictions = { expect: [{ id: 'flat', value: { of: 'trace' }, in: '< 10' }] };
const runs = at(0.1, 5);
const controlOf = (
  controlRuns: ReturnType<typeof at>,
  expected: Control['expected'] = { flat: 'refuted' },
): Control => ({
  ...{ id: 'steep', expected, set: { 'methods.0.rate': 0.2 } },
  predictions: { ...predictions, only: Object.keys(expected) },
  specs: controlRuns.map((one) => one.spec),
});
const answer = (
  controlRuns: ReturnType<typeof at>,
  expected?: Control['expected'],
  further = {},
) => {
  const control = { ...controlOf(controlRuns, expected), ...further };
  const experiment = { predictions, specs: runs.map((one) => one.spec), controls: [control] };
  return answersOf(experiment, runs, [], controlRuns).controls[0]!;
};

describe('a control', () => {
  test.each([
    // What the control reads, how much its seeds differ, what is expected, whether it passes.
    [20, 0.1, 'refuted', true],
    [20, 0.1, 'not-supported', true],
    [5, 0.1, 'refuted', false],
    [5, 0.1, 'not-supported', false],
    // Astride the edge: too weak, unless the number itself is outside.
    [11, 3, 'refuted', false],
    [11, 3, 'not-supported', true],
    [9, 3, 'refuted', false],
    [9, 3, 'not-supported', false],
    [20, 0.1, 'not-reached', false],
  ] as const)('that reads %d ± %d and should be %s: %s', (trace, apart, expected, passed) => {
    expect(answer(at(0.2, trace, apart), { flat: expected })).toMatchObject({ passed });
  });

  test('says in words what came out', () => {
    expect(answer(at(0.2, 20)).reason).toMatch(
      /^flat is refuted \(20(\.\d+)? \[.*\], predicted below 10\), as it should be$/,
    );
    expect(answer(at(0.2, 5)).reason).toMatch(/^flat is supported .* here too/);
    expect(answer(at(0.2, 11, 3)).reason).toMatch(/and the control too weak: astride an edge/);
  });

  test('that nothing is known of does not pass', () => {
    const none = answer(
      [],
      { flat: 'not-supported' },
      { specs: at(0.2, 20).map((one) => one.spec) },
    );
    expect(none).toMatchObject({ passed: false });
    expect(none.reason).toBe('of flat there is no number that decides: there is no run of it');
    const diverged = at(0.2, 20).map((one) => ({ ...one, ending: 'diverged' as const }));
    expect(answer(diverged, { flat: 'not-supported' }).reason).toMatch(
      /^of flat there is no number, since most of its runs diverged or broke off: /,
    );
    expect(answer(diverged, { flat: 'not-supported' }).passed).toBe(false);
  });

  test('that should not be reached passes where its own condition holds nowhere, and not for want of runs', () => {
    const regime = {
      ...predictions,
      expect: [{ ...predictions.expect[0], when: 'trace > 100' }],
    };
    const expected = { flat: 'not-reached' } as const;
    expect(answer(at(0.2, 20), expected, { predictions: regime }).passed).toBe(true);
    const diverged = at(0.2, 20).map((one) => ({ ...one, ending: 'diverged' as const }));
    expect(answer(diverged, expected, { predictions: regime }).passed).toBe(false);
  });

  test('of formula or rows is judged on the runs that there are', () => {
    const control: Control = {
      ...{ id: 'other', why: 'another formula', expected: { flat: 'refuted' } },
      predictions: { expect: [{ id: 'flat', value: { of: '10*trace' }, in: '< 10' }] },
      specs: runs.map((one) => one.spec),
    };
    const experiment = { predictions, specs: control.specs, controls: [control] };
    const { verdicts, controls } = answersOf(experiment, runs, [], []);
    expect(verdicts).toMatchObject([{ verdict: 'supported' }]);
    expect(controls).toMatchObject([
      { id: 'other', why: 'another formula', passed: true, verdicts: [{ verdict: 'refuted' }] },
    ]);
    // Of runs that were picked afterwards, and where its runs are not given, none is judged.
    expect(answersOf(experiment, runs, 'after the data', []).controls).toEqual([]);
    expect(answersOf(experiment, runs).controls).toEqual([]);
  });

  test('is a prediction with a date of its own, which its setting is part of', () => {
    const controlRuns = at(0.2, 20);
    const control = controlOf(controlRuns);
    const experiment: Experiment = {
      ...{ id: 'x', title: 'x', question: 'x', predictions, controls: [control] },
      specs: runs.map((one) => one.spec),
    };
    const hashes = predictionsOf(experiment);
    expect(hashes.map(({ id }) => id)).toEqual(['flat', 'steep: flat']);
    const hashOf = (further: Partial<Control>) =>
      predictionsOf({ ...experiment, controls: [{ ...control, ...further }] })[1]!.hash;
    expect(hashOf({ why: 'in other words' })).toBe(hashes[1]!.hash);
    expect(hashOf({ set: { 'methods.0.rate': 0.3 } })).not.toBe(hashes[1]!.hash);
    expect(hashOf({ expected: { flat: 'not-supported' } })).not.toBe(hashes[1]!.hash);
    const stated = hashes.map((one, i) => ({ ...one, beforeData: i === 0, seenWith: [] }));
    const { verdicts, controls } = answersOf(experiment, runs, stated, controlRuns);
    expect(verdicts[0]!.statedBefore).toBe(true);
    expect(controls[0]!.verdicts[0]!.statedBefore).toBe(false);
  });
});
