import { describe, expect, test } from 'vitest';
import { pickRuns } from '../../../src/report/predictions/pick-runs.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const methods = [flow, gd(0.1), sgd(4), sgd(64), sgd(4, 0.05)];
const runs = [1, 2, 3].flatMap((seed) =>
  methods.map((method, i) => run(spec(method, seed), { trace: 10 * i + seed })),
);
const experiment = { specs: runs.map((one) => one.spec) };
const pick = (condition: string, flag: '--where' | '--arms' = '--where') =>
  pickRuns(experiment, runs, {
    picks: flag === '--where' ? 'runs' : 'arms',
    from: flag,
    condition,
  }).map(({ spec: { method, seed } }) =>
    [
      method.method,
      'rate' in method ? method.rate : '',
      'batch' in method ? method.batch : '',
      seed,
    ].join(' '),
  );

describe('runs are picked by a condition', () => {
  test.each([
    ['method = sgd and batch <= 16', ['sgd 0.1 4', 'sgd 0.05 4']],
    ['rate < 0.1', ['sgd 0.05 4']],
    // A run without a rate has none that differs.
    ['rate != 0.1', ['sgd 0.05 4']],
    ['not batch exists', ['gradient-flow  ', 'gradient-descent 0.1 ']],
    ['method = gradient-flow or rate*batch = 0.2', ['gradient-flow  ', 'sgd 0.05 4']],
  ])('%s', (condition, arms) => {
    const wanted = [1, 2, 3].flatMap((seed) => arms.map((arm) => `${arm} ${seed}`));
    for (const flag of ['--where', '--arms'] as const)
      expect(pick(condition, flag)).toEqual(wanted);
  });

  test('of the grid alone for arms, and of anything a run has for runs', () => {
    expect(pick('seed = 2 and trace > 30')).toEqual(['sgd 0.1 64 2', 'sgd 0.05 4 2']);
    expect(() => pick('trace > 30', '--arms')).toThrow(
      /--arms, column 1: nothing is called "trace"/,
    );
    expect(() => pick('rate > 0 and ending = reached', '--arms')).toThrow(
      /column 14: "ending" is of a single run, .* keys of the grid: method, rate, batch$/,
    );
  });

  test.each([
    ['bacth = 4', '--where, column 1: nothing is called "bacth" (did you mean "batch"?)'],
    [
      'rate > 0 and method = sdg',
      '--where, column 23: method is never "sdg" (did you mean "sgd"?)',
    ],
    ['batch <', '--where, column 8: expected a number, a name or "(", found the end'],
    ['batch', '--where, column 1: a condition is wanted here, and this is a number'],
    ['', '--where, column 1: empty; write an expression'],
    ['rate > 1', '--where: of 15 finished runs none has rate > 1; loosen the condition'],
  ])('%j is refused: %s', (condition, message) => {
    expect(() => pick(condition)).toThrow(message);
  });
});
