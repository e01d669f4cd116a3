import { describe, expect, test } from 'vitest';
import { isIssue, parseExpression } from '../../../src/claims/expression/parse.ts';
import type { Expression } from '../../../src/claims/expression/syntax.ts';
import { type Pattern, patternValue } from '../../../src/claims/table/arm.ts';
import { quantityOf } from '../../../src/claims/table/evaluate.ts';
import { type Row, vocabularyOf } from '../../../src/claims/table/table.ts';
import { row } from '../../support/claims-table.ts';
import { expectNear } from '../../support/expect-near.ts';

const parsed = (text: string): Expression => {
  const found = parseExpression(text);
  if (isIssue(found)) throw new Error(found.message);
  return found;
};

const patterns = (arms: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  Object.fromEntries(
    Object.entries(arms).map(([name, axes]) => [
      name,
      Object.fromEntries(
        Object.entries(axes).map(([axis, value]) => [axis, patternValue(value)!]),
      ) as Pattern,
    ]),
  );

const valueOfRow = (
  text: string,
  one: Row,
  all: readonly Row[] = [one],
  arms = {},
  named: readonly string[] = [],
) =>
  quantityOf(parsed(text), {
    row: one,
    all,
    rows: all,
    vocabulary: vocabularyOf({ rows: all }),
    arms: patterns(arms),
    lets: { edge: parsed('crossing(s > 2/rate)') },
    named: new Set(named),
    touched: new Set(),
  });

// s = t²: every window has a closed form.
const time = Array.from({ length: 201 }, (_, i) => i / 20);
const run = row({
  axes: { method: 'sgd', rate: 0.1 },
  scalars: {
    trace: 5,
    bracket: { value: 3, low: 2, high: 4, converged: true },
    loose: { value: 1, converged: false },
  },
  series: { s: time.map((t) => t * t), loss: time.map((t) => Math.exp(-t)) },
  times: time,
  facts: { time: 10, steps: 200, params: 7 },
});

const number = (text: string, one = run, ...rest: never[]) => {
  const found = valueOfRow(text, one, ...rest);
  if (found.kind === 'missing') throw new Error(found.text);
  return found;
};

describe('an expression in a run', () => {
  test.each([
    ['2*trace + params^2 - -1', 60],
    ['log(exp(trace))/sqrt(abs(-4))', 2.5],
    ['if(method = sgd and rate < 0.2, min(3, 2), 9)', 2],
    ['first(s) + last(s) + peak(s)', 200],
    ['at(s, time = 4.5)', 20.25],
    ['at(s, step = 40)', 4],
    // exp(−t) comes to e⁻³ at t = 3.
    ['at(s, loss = exp(-3))', 9],
    ['s', 100],
    ['time', 10],
    ['end - start', 10],
    ['min(s) + max(s - 90)', 10],
    ['share(s > 25)', 100 / 201],
    ['share(s > 25, after = 5, before = 10)', 100 / 101],
    ['at(s, time = argmin(loss))', 100],
    ['peak(change(s))', 100 - 9.95 ** 2],
    ['crossing(s > 30)', 5.5],
    ['min(crossing(s > 1e9), end)', 10],
    ['slope(log(loss), over = time)', -1],
    ['tau(s, over = loss)', -1],
  ] as const)('%s is %d', (text, value) => {
    expectNear(number(text).value, value, { rtol: 1e-9, atol: 1e-9 });
  });

  test('has averages and integrals by the trapezoidal rule', () => {
    // ∫ t² = 1000/3, and h²/12 (f′(b) − f′(a)) too much.
    const much = (0.05 ** 2 / 12) * 20;
    expectNear(number('integral(s)').value, 1000 / 3 + much, { rtol: 1e-12 });
    expectNear(number('mean(s, after = 6)').value, (1000 - 216) / 3 / 4 + (0.05 ** 2 / 12) * 2, {
      rtol: 1e-9,
    });
    expectNear(number('tail(s, 0.4)').value, number('mean(s, after = 6)').value, { rtol: 1e-12 });
  });

  test('knows a crossing between two rows, and the windows beside it by its near ends', () => {
    const { low, high, value } = number('crossing(s > 30)');
    expect([low, high, value]).toEqual([5.45, 5.5, 5.5]);
    expect(number('peak(s, before = crossing(s > 30))').value).toBe(5.45 ** 2);
    expect(number('min(s, after = crossing(s > 30))').value).toBe(5.5 ** 2);
    expect(number('min(s, after = s > 30)').value).toBe(5.5 ** 2);
  });

  test('carries brackets through arithmetic', () => {
    const { low, high, value } = number('10 - 6/bracket');
    expect([low, high, value]).toEqual([7, 8.5, 8]);
    expect(number('(bracket - 3)^2').low).toBe(0);
    expect(number('1/(bracket - 3.5)').high).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    ['trace/0', 'undefined', 'a division by 0'],
    ['0/0', 'undefined', '0 divided by 0'],
    ['log(-trace)', 'undefined', 'the logarithm of -5'],
    ['loose*2', 'unconverged', 'loose did not converge'],
    ['at(s, time = 11)', 'ending', 'time 11 is outside of 0 to 10'],
    ['at(s, loss = 1e-9)', 'ending', 'loss never came to 10⁻⁹'],
    ['mean(s, after = crossing(s > 1000))', 'ending', 'its window never began'],
    ['tail(s, 2)', 'undefined', 'tail(…) of a part that is not in (0, 1]'],
    ['trace[none]', 'axis', 'seed 1 has no run that is none'],
  ])('%s is missing', (text, why, message) => {
    const found = valueOfRow(text, run, [run], { none: { rate: 3 } });
    expect(found).toMatchObject({ kind: 'missing', why });
    expect((found as { text: string }).text).toContain(message.replace('10⁻⁹', ''));
  });

  test('of a diverged run has what came before the end, and nothing of the end', () => {
    const burst = {
      ...run,
      ending: 'diverged',
      scalars: { ...run.scalars, threshold: { value: 2, converged: true, at: 'start' as const } },
    };
    expect(number('threshold', burst).value).toBe(2);
    expect(number('at(s, time = 2) + first(s)', burst).value).toBeCloseTo(4, 9);
    expect(number('peak(s)', burst)).toMatchObject({ low: 100, high: Number.POSITIVE_INFINITY });
    for (const text of ['trace', 'last(s)', 'tail(s, 0.4)', 's', 'mean(s)', 'share(s > 1)'])
      expect(valueOfRow(text === 'last(s)' ? 'tail(s, 0.1)' : text, burst)).toMatchObject({
        kind: 'missing',
        why: 'ending',
      });
    expect(valueOfRow('mean(s, before = 3)', burst).kind).toBe('number');
  });
});

describe('an arm', () => {
  const grid = [0.1, 0.2, 0.4].flatMap((rate) =>
    [1, 2].map((seed) =>
      row({
        axes: { method: 'gradient-descent', rate },
        seed,
        scalars: { trace: 10 * rate + seed },
      }),
    ),
  );
  const flow = [1, 2].map((seed) =>
    row({ axes: { method: 'gradient-flow' }, seed, scalars: { trace: 100 + seed } }),
  );
  const all = [...grid, ...flow];

  test('may be fixed or relative to the run, and is of the same seed', () => {
    const arms = { flow: { method: 'gradient-flow' }, half: { rate: 'rate/2' } };
    expect(valueOfRow('trace[flow]', grid[3]!, all, arms)).toMatchObject({ value: 102 });
    expect(valueOfRow('trace/trace[half]', grid[3]!, all, arms)).toMatchObject({ value: 4 / 3 });
    expect(valueOfRow('rate[half]', grid[5]!, all, arms)).toMatchObject({ value: 0.2 });
    expect(valueOfRow('trace[half]', grid[0]!, all, arms)).toMatchObject({
      kind: 'missing',
      why: 'axis',
    });
  });

  test('of several runs is none, and says what they differ in', () => {
    expect(
      valueOfRow('trace[gd]', flow[0]!, all, { gd: { method: 'gradient-descent' } }),
    ).toMatchObject({
      kind: 'missing',
      text: '3 runs of seed 1 are gd; they differ in rate',
    });
  });

  test('does not match a run that differs in an axis nobody named', () => {
    const batches = [
      row({ axes: { method: 'sgd', rate: 0.1, batch: 4 }, scalars: { trace: 1 } }),
      row({ axes: { method: 'sgd', rate: 0.2, batch: 64 }, scalars: { trace: 2 } }),
    ];
    const arms = { large: { batch: 64 } };
    expect(valueOfRow('trace[large]', batches[0]!, batches, arms, ['batch'])).toMatchObject({
      kind: 'missing',
      text: 'large has rate = 0.2, where rate = 0.1 is judged',
    });
    expect(valueOfRow('trace[large]', batches[0]!, batches, arms, ['batch', 'rate'])).toMatchObject(
      { value: 2 },
    );
  });
});

describe('a function over an axis', () => {
  const rates = [0.1, 0.2, 0.4, 0.8];
  const all = rates.map((rate) =>
    row({
      axes: { rate },
      ending: rate > 0.3 ? 'diverged' : 'completed',
      scalars: { kl: { value: (rate - 0.2) ** 2, converged: true, at: 'start' } },
    }),
  );

  test.each([
    ['crossing(ending = diverged, over = rate)', 0.4, 0.2, 0.4],
    ['argmin(kl, over = rate)', 0.2, 0.1, 0.4],
    ['mean(kl, over = rate)', (0.01 + 0 + 0.04 + 0.36) / 4],
    ['share(kl > 0.02, over = rate)', 0.5],
    ['slope(kl - rate^2, over = rate)', -0.4],
    ['intercept(3 + 2*rate, over = rate)', 3],
  ])('%s', (text, value, low = value, high = value) => {
    const found = valueOfRow(text, all[0]!, all);
    if (found.kind === 'missing') throw new Error(found.text);
    expectNear(found.value, value, { rtol: 1e-9, atol: 1e-12 });
    expectNear(found.low, low, { rtol: 1e-9, atol: 1e-12 });
    expectNear(found.high, high, { rtol: 1e-9, atol: 1e-12 });
  });
});
