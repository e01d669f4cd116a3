import { describe, expect, test } from 'vitest';
import type { ArmValues, Evidence } from '../../../src/claims/evidence/evidence.ts';
import { evidenceOf } from '../../../src/claims/evidence/evidence-of.ts';
import { judgeAll } from '../../../src/claims/judging/judge-all.ts';
import type { Verdict } from '../../../src/claims/judging/verdict.ts';
import { rng } from '../../../src/core/random.ts';
import { line } from '../../../src/stats/regression.ts';
import { mean } from '../../../src/stats/summary.ts';
import { expectations, row } from '../../support/claims-table.ts';

/** Rates × batches × seeds; x falls with B and rises with η, y goes with x. */
const stream = rng(7);
const rows = [1, 2, 3, 4].flatMap((seed) => {
  const own = 0.2 * stream.normal();
  return [0.1, 0.2].flatMap((rate) =>
    [1, 2, 4, 8].map((batch) => {
      const x = 3 * (rate / batch) ** 0.5 * Math.exp(own + 0.05 * stream.normal());
      const series = [x, 2 * x, 3 * x, 4 * x];
      return row({
        axes: { rate, batch },
        seed,
        scalars: { x, y: x * Math.exp(0.1 * stream.normal()) },
        series: { along: series },
      });
    }),
  );
});

function both(statement: object): { readonly verdict: Verdict; readonly evidence: Evidence } {
  const arms = { low: { batch: 1 }, high: { batch: 8 } };
  const file = expectations({ expect: [{ id: 'it', ...statement }], arms }, rows);
  return { verdict: judgeAll(file, { rows })[0]!, evidence: evidenceOf(file, { rows })[0]! };
}

const judgedNumbers = (verdict: Verdict) => (verdict.parts.length > 0 ? verdict.parts : [verdict]);
const geometric = (of: readonly number[]) => Math.exp(mean(of.map(Math.log)));
const near = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));

const ofUnit = ({ points }: ArmValues, unit: string) =>
  points.find((point) => point.unit === unit)!;
const inGroup = ({ arms }: Evidence, group: number) => arms.filter((arm) => arm.group === group);

describe('what units say of a number adds up to the number that the verdict quotes', () => {
  const plain = [
    ['value', { value: { of: 'x' }, in: '> 0' }],
    ['share of rows', { share: { of: 'along > 1', per: 'step' }, in: '> 0' }],
    ['share of runs', { share: { of: 'x > 1', per: 'run' }, in: '> 0' }],
    ['difference', { difference: { of: 'x', from: 'low', to: 'high' }, in: '> 0' }],
    ['slope', { slope: { of: 'x', over: 'batch' }, in: '< 0' }],
    ['slope along the run', { slope: { of: 'along', over: 'time', scale: 'linear' }, in: '> 0' }],
    ['slope a doubling', { slope: { of: 'x', over: 'batch', per: 'doubling' }, in: '< 0' }],
    ['correlation', { correlation: { of: 'x', with: 'y' }, in: '> 0' }],
    ['order, plain', { order: { of: 'x', over: 'batch', goes: 'falls', by: 0.1 } }],
  ] as const;
  test.each(plain)('%s', (_, statement) => {
    const { verdict, evidence } = both(statement);
    const numbers = judgedNumbers(verdict);
    expect(evidence.parts).toHaveLength(numbers.length);
    evidence.parts.forEach(({ label, units }, i) => {
      if (verdict.parts.length > 0) expect(label).toBe(verdict.parts[i]!.label);
      expect(units).toHaveLength(numbers[i]!.n);
      near(mean(units.map(({ value }) => value)), numbers[i]!.estimate!);
    });
  });

  const ratios = [
    ['order', { order: { of: 'x', over: 'batch', goes: 'falls', by: '20%' } }],
    ['ratio', { ratio: { of: 'x', from: 'low', to: 'high' }, in: '> 1' }],
    ['equal', { equal: { of: 'x', from: 'low', to: 'high', within: '5%' } }],
    ['equal to a formula', { equal: { of: 'x', to: '3*sqrt(rate/batch)', within: '5%' } }],
    ['shape', { shape: { of: 'x', is: '3*sqrt(rate/batch)', within: '20%' } }],
    ['value near a formula', { value: { of: 'x' }, in: 'within 5% of 2*rate' }],
    ['collapse', { collapse: { of: 'x', over: 'rate/batch', within: '10%' } }],
  ] as const;
  test.each(ratios)('%s', (_, statement) => {
    const { verdict, evidence } = both(statement);
    const numbers = judgedNumbers(verdict);
    evidence.parts.forEach(({ units }, i) => {
      near(geometric(units.map(({ value }) => value)), numbers[i]!.estimate!);
    });
  });
});

describe('the values of arms give what each unit says', () => {
  test.each(['ratio', 'difference'] as const)('%s', (kind) => {
    const { evidence } = both({ [kind]: { of: 'x', from: 'low', to: 'high' }, in: '> 0' });
    expect(evidence.parts).toHaveLength(2);
    evidence.parts.forEach(({ units }, group) => {
      const [from, to] = (['from', 'to'] as const).map(
        (side) => inGroup(evidence, group).find((arm) => arm.side === side)!,
      );
      expect([from!.label, to!.label]).toEqual(['low', 'high']);
      expect(from!.runs).toHaveLength(4);
      for (const { unit, value } of units) {
        const [a, b] = [ofUnit(from!, unit).y, ofUnit(to!, unit).y];
        near(kind === 'ratio' ? a / b : a - b, value);
      }
    });
  });

  test('without pairs both sides keep all their units, and no unit has a number of its own', () => {
    const { verdict, evidence } = both({
      ratio: { of: 'x', from: 'low', to: 'high' },
      pair: 'none',
      in: '> 1',
    });
    expect(evidence.parts.map(({ units }) => units)).toEqual([[], []]);
    verdict.parts.forEach(({ estimate }, group) => {
      const [a, b] = inGroup(evidence, group).map(({ points }) =>
        geometric(points.map(({ y }) => y)),
      );
      near(a! / b!, estimate!);
    });
  });

  test('slope, with every line through its own arms', () => {
    const { evidence } = both({ slope: { of: 'x', over: 'batch' }, in: '< 0' });
    expect(evidence).toMatchObject({ of: 'x', over: 'batch', scale: ['log', 'log'] });
    evidence.parts.forEach(({ units }, group) => {
      const arms = inGroup(evidence, group);
      expect(arms.map(({ points }) => points[0]!.x)).toEqual([1, 2, 4, 8]);
      for (const { unit, value } of units) {
        const points = arms.map((arm) => ofUnit(arm, unit));
        const fit = line(
          points.map(({ x }) => Math.log(x!)),
          points.map(({ y }) => Math.log(y)),
        );
        near(fit.slope.value, value);
      }
    });
  });

  test('order, the whole change first', () => {
    const { evidence } = both({
      order: { of: 'x', over: 'batch', goes: 'falls', by: '20%' },
      where: 'rate = 0.1',
    });
    const [whole] = evidence.parts;
    const { arms } = evidence;
    for (const { unit, value } of whole!.units)
      near(ofUnit(arms[0]!, unit).y / ofUnit(arms.at(-1)!, unit).y, value);
  });

  test('shape, what is measured over what the formula says', () => {
    const { evidence } = both({ shape: { of: 'x', is: '3*sqrt(rate/batch)', within: '20%' } });
    evidence.parts.forEach(({ units }, group) => {
      const [arm] = inGroup(evidence, group);
      for (const { unit, value } of units)
        near(ofUnit(arm!, unit).y / ofUnit(arm!, unit).x!, value);
    });
  });

  test('collapse, arms at equal η/B at one place', () => {
    const { evidence } = both({ collapse: { of: 'x', over: 'rate/batch', within: '10%' } });
    const at = evidence.arms.filter(({ points }) => Math.abs(points[0]!.x! - 0.1) < 1e-9);
    expect(at.map(({ label }) => label)).toEqual([
      'rate = 0.1, batch = 1',
      'rate = 0.2, batch = 2',
    ]);
    const pair = evidence.parts.find(
      ({ label }) => label === `${at[0]!.label} against ${at[1]!.label}`,
    )!;
    for (const { unit, value } of pair.units)
      near(ofUnit(at[0]!, unit).y / ofUnit(at[1]!, unit).y, value);
  });

  test('correlation, both measures of every arm', () => {
    const { evidence } = both({ correlation: { of: 'x', with: 'y' }, in: '> 0' });
    expect(evidence.arms).toHaveLength(8);
    const found = rows.find(
      ({ axes, seed }) => axes.rate === 0.2 && axes.batch === 4 && seed === 3,
    )!;
    const arm = evidence.arms.find(({ runs }) => runs.includes(found.id))!;
    expect(ofUnit(arm, 'seed 3')).toEqual({
      unit: 'seed 3',
      x: found.scalars.y!.value,
      y: found.scalars.x!.value,
    });
  });
});

test('it is plain JSON, whatever is missing or infinite', () => {
  const broken = rows.map((one, i) =>
    i % 5 === 0 ? { ...one, ending: 'diverged' } : i % 7 === 0 ? { ...one, scalars: {} } : one,
  );
  for (const kind of [
    { value: { of: 'x/(batch - 1)' }, in: '> 0' },
    { ratio: { of: 'x', from: 'low', to: 'high' }, in: '> 1' },
    { slope: { of: 'x', over: 'batch' }, in: '< 0' },
    { correlation: { of: 'x', with: 'y' }, in: '> 0' },
    { collapse: { of: 'x', over: 'rate/batch', within: '10%' } },
  ]) {
    const arms = { low: { batch: 1 }, high: { batch: 8 } };
    const file = expectations({ expect: [{ id: 'it', ...kind }], arms }, broken);
    const found = evidenceOf(file, { rows: broken });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  }
});

describe('the parts of series that a statement looks at', () => {
  const times = [0, 1, 2, 4, 8, 16, 20];
  const long = [1, 2].flatMap((seed) =>
    [1, 8].map((batch) => {
      // Runs of the larger batch go on for twice as long.
      const own = times.map((t) => t * (batch === 8 ? 2 : 1));
      return row({
        axes: { batch },
        seed,
        times: own,
        series: { s: own.map((t) => t + batch), clock: own.map((t) => 100 - t) },
      });
    }),
  );
  function windows(statement: object, lets: object = {}) {
    const arms = { low: { batch: 1 }, high: { batch: 8 } };
    const file = expectations(
      { expect: [{ id: 'it', ...statement }], arms, let: { end: 'tail(s, 0.4)', ...lets } },
      long,
    );
    const [{ windows: found }] = evidenceOf(file, { rows: long }) as [Evidence];
    const batchOf = (id: string) => (id.includes('"batch":8') ? 8 : 1);
    return [
      ...new Set(
        found.map(({ series, run, from, to }) => `${series} B${batchOf(run)} ${from}–${to}`),
      ),
    ].sort();
  }
  const of = (expression: string, rest: object = {}) =>
    windows({ value: { of: expression }, in: '> -1e9', ...rest });
  const one = { where: 'batch = 1' };

  test.each<[string, readonly string[]]>([
    ['tail(s, 0.4)', ['s B1 12–20']],
    ['end', ['s B1 12–20']],
    ['2*tail(s, 0.4) + 1', ['s B1 12–20']],
    ['tail(s/clock, 0.25)', ['clock B1 15–20', 's B1 15–20']],
    ['mean(s, after = 5, before = 10)', ['s B1 5–10']],
    ['mean(s, after = 5)', ['s B1 5–20']],
    ['max(s, before = 3)', ['s B1 0–3']],
    ['at(s, time = 5)', ['s B1 5–5']],
    ['at(s, step = 3)', ['s B1 4–4']],
    ['at(s, clock = 90)', ['s B1 9.987–9.987']],
    ['share(s > 4, after = 10)', ['s B1 10–20']],
    ['tail(s, 0.5) - at(s, time = 2)', ['s B1 10–20', 's B1 2–2']],
    // All of a series, its end, or an end that was never reached: no part of its own.
    ['mean(s)', []],
    ['s', []],
    ['tail(s, 1)', []],
  ])('%s', (expression, expected) => {
    const found = of(expression, one).map((text) =>
      text.replace(/\d+\.\d+/g, (x) => String(Number(Number(x).toFixed(3)))),
    );
    if (expression === 'at(s, clock = 90)')
      // Between the rows at 8 and 16, by logarithms of 92 and 84.
      expect(found).toEqual([
        `s B1 ${[0, 0].map(() => (8 + (8 * Math.log(92 / 90)) / Math.log(92 / 84)).toFixed(3)).join('–')}`,
      ]);
    else expect(found).toEqual(expected);
  });

  test('of every run by its own length, of both arms that are compared, of an arm that is indexed', () => {
    expect(of('tail(s, 0.4)')).toEqual(['s B1 12–20', 's B8 24–40']);
    expect(windows({ ratio: { of: 'end', from: 'low', to: 'high' }, in: '> 0' })).toEqual([
      ...['s B1 12–20', 's B8 24–40'],
    ]);
    expect(of('at(s, time = 3)/tail(s[high], 0.25)', one)).toEqual(['s B1 3–3', 's B8 30–40']);
  });

  test('of a window beside the quantity; none of runs that are not judged', () => {
    const slope = { slope: { of: 's', over: 'time', scale: 'linear', after: 4, before: 16 } };
    expect(windows({ ...slope, in: '> 0', ...one })).toEqual(['s B1 4–16']);
    const share = { share: { of: 's > 4', per: 'step', after: 4 } };
    expect(windows({ ...share, in: '> 0', ...one })).toEqual(['s B1 4–20']);
    expect(of('at(s, time = 30)')).toEqual(['s B8 30–30']);
    expect(of('tail(s, 0.4)', { when: 's > 30' })).toEqual(['s B8 24–40']);
  });
});
