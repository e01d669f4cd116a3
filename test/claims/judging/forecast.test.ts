import { describe, expect, test } from 'vitest';
import { type Forecast, forecast } from '../../../src/claims/judging/forecast.ts';
import { judgeAll } from '../../../src/claims/judging/judge-all.ts';
import { type Row, vocabularyOf } from '../../../src/claims/table/table.ts';
import { type Rng, rng } from '../../../src/core/random.ts';
import { expectations, row } from '../../support/claims-table.ts';

const BATCHES = [1, 4, 16];

/** Arms whose ln x is power · ln B and whose plain is a line in ln B, with one spread a run; a share of them diverges. */
function rows(
  seeds: number,
  stream: Rng,
  { power = 0, spread = 0.1, diverging = 0 },
): readonly Row[] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    BATCHES.map((batch) => {
      const log = power * Math.log(batch) + spread * stream.normal();
      return row({
        ...{ axes: { batch }, seed },
        ending: stream.uniform() < diverging ? 'diverged' : 'completed',
        scalars: { x: Math.exp(log), plain: log },
      });
    }),
  );
}

/** A plan has no measures. */
const planned = (seeds: number): readonly Row[] =>
  rows(seeds, rng(1), {}).map((one) => ({ ...one, ending: 'planned', scalars: {} }));

function foreseen(
  statement: object,
  seeds: number,
  { pilot = [], among = 1 }: { readonly pilot?: readonly Row[]; readonly among?: number } = {},
): Forecast {
  const known = rows(2, rng(1), {});
  const arms = { low: { batch: 1 }, high: { batch: 16 }, double: { batch: '2*batch' } };
  const { statements } = expectations({ arms, expect: [{ id: 'it', ...statement }] }, known);
  return forecast(statements[0]!, {
    ...{ plan: { rows: planned(seeds) }, pilot: { rows: pilot }, among },
    vocabulary: vocabularyOf({ rows: known }),
  });
}

const ratio = { ratio: { of: 'x', from: 'high', to: 'low' } };

describe('a forecast', () => {
  // Of the ratio of arms sixteenfold apart the logarithm has spread 0.1 · √2.
  const ofRatio = Math.expm1(0.1 * Math.SQRT2);
  test.each([
    [{ ...ratio, in: '> 1.1', spread: `${100 * ofRatio}%` }, 3],
    [{ ...ratio, in: '> 1.1', spread: `${100 * ofRatio}%` }, 8],
    [
      {
        difference: { of: 'plain', from: 'high', to: 'low' },
        in: '> 0.1',
        spread: 0.1 * Math.SQRT2,
      },
      4,
    ],
    [{ value: { of: 'plain' }, where: 'batch = 16', in: '> 0.1', spread: 0.1 }, 5],
    // Of a slope over ln B at three places, 0.1/√Σ(ln B − mean)².
    [
      { slope: { of: 'x', over: 'batch' }, in: '> 0.1', spread: 0.1 / (Math.log(4) * Math.SQRT2) },
      4,
    ],
  ])(
    'of %j with %d seeds is told four times in five at the distance that it names',
    (statement, seeds) => {
      const { effect, n, warnings } = foreseen(statement, seeds);
      expect(n).toBe(seeds);
      expect(warnings).toEqual([]);
      // The truth at that distance above the edge: of a slope the power itself, of others sixteen to it.
      const isSlope = 'slope' in statement;
      const truth = 'ratio' in statement ? Math.log(1.1 * (1 + effect!)) : 0.1 + effect!;
      const power = isSlope ? truth : truth / Math.log(16);
      const stream = rng(7).fork('forecast', seeds);
      const arms = { low: { batch: 1 }, high: { batch: 16 } };
      const file = expectations(
        { arms, expect: [{ id: 'it', ...statement }] },
        rows(2, rng(1), {}),
      );
      let told = 0;
      for (let i = 0; i < 2000; i++)
        if (judgeAll(file, { rows: rows(seeds, stream, { power }) })[0]!.verdict === 'supported')
          told++;
      expect(Math.abs(told / 2000 - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / 2000));
    },
  );

  test('of a share of runs needs no spread', () => {
    const statement = {
      share: { of: 'ending = diverged', per: 'run' },
      where: 'batch = 1',
      in: '> 0.3',
    };
    const { effect, spread } = foreseen(statement, 12);
    expect(spread).toBeNull();
    const stream = rng(9);
    const file = expectations({ expect: [{ id: 'it', ...statement }] }, rows(2, rng(1), {}));
    let told = 0;
    for (let i = 0; i < 2000; i++) {
      const table = rows(12, stream, { diverging: 0.3 + effect! });
      if (judgeAll(file, { rows: table })[0]!.verdict === 'supported') told++;
    }
    expect(Math.abs(told / 2000 - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / 2000));
  });

  test('takes the spread of finished runs before a stated one, with where it may lie', () => {
    const statement = { ...ratio, in: '> 1.1', spread: '50%' };
    const found = foreseen(statement, 5, { pilot: rows(40, rng(3), {}) });
    expect(found.spread).toMatchObject({ from: 'pilot', n: 40, of: 'logarithms' });
    const [low, high] = found.spread!.interval!;
    expect(low).toBeLessThan(0.1 * Math.SQRT2);
    expect(high).toBeGreaterThan(0.1 * Math.SQRT2);
    expect(foreseen(statement, 5).spread).toMatchObject({ from: 'stated', sd: Math.log(1.5) });
  });

  test('finds less where several statements share the level', () => {
    const alone = foreseen({ ...ratio, in: '> 1.1', spread: '10%' }, 5);
    const three = foreseen({ ...ratio, in: '> 1.1', spread: '10%' }, 5, { among: 3 });
    expect(alone.effectAtWorst).toBe(alone.effect);
    expect(three.effect).toBe(alone.effect);
    expect(three.effectAtWorst).toBeGreaterThan(1.2 * three.effect!);
  });
});

test('a forecast knows no places along a run before it is there', () => {
  const statement = { slope: { of: 'x', over: 'time' }, in: '> 1' };
  expect(foreseen(statement, 5).warnings).toEqual([]);
});

describe('a forecast warns', () => {
  test.each([
    [{ ...ratio, in: '< 1' }, 5, /^1, which it reads where there is no effect/],
    [{ slope: { of: 'x', over: 'batch' }, in: [0, 1] }, 5, /^0, which it reads/],
    [{ ...ratio, in: '> 2' }, 1, /^one of the seeds gives no interval/],
    [
      { ...ratio, in: '> 2', where: 'batch = 4' },
      5,
      /^no planned run is of its arms|^no planned run has/,
    ],
    [{ value: { of: 'x' }, in: '> 2', where: 'batch > 16' }, 5, /^no planned run has batch > 16$/],
    [
      { ratio: { of: 'x', from: { batch: 16 }, to: 'double' }, in: '> 2' },
      5,
      /^nothing to compare: seed 0 has no run that is double$/,
    ],
    [
      { slope: { of: 'x', over: 'batch' }, where: 'batch = 4', in: '> 2' },
      5,
      /^one place along batch, where 2 are the fewest$/,
    ],
    [{ collapse: { of: 'x', over: 'batch', within: '10%' } }, 5, /^fewer than two places of batch/],
    [
      { collapse: { of: 'x', over: 'min(batch, 4)', within: '10%' } },
      5,
      /^fewer than two places of min/,
    ],
    [
      { equal: { of: 'x', from: 'high', to: 'low', within: '5%' }, spread: '20%' },
      5,
      /too narrow for 5 seeds .*; \d+ seeds would do$/,
    ],
  ])('of %j with %d seeds', (statement, seeds, warning) => {
    expect(foreseen(statement, seeds).warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('of a range that is too narrow with the number that would do, and that does', () => {
    const statement = { equal: { of: 'x', from: 'high', to: 'low', within: '10%' } };
    const spread = `${100 * Math.expm1(0.1 * Math.SQRT2)}%`;
    const [warning] = foreseen({ ...statement, spread }, 5).warnings;
    const enough = Number(/(\d+) seeds would do/.exec(warning!)![1]);
    expect(foreseen({ ...statement, spread }, enough).warnings).toEqual([]);
    const arms = { low: { batch: 1 }, high: { batch: 16 } };
    const file = expectations({ arms, expect: [{ id: 'it', ...statement }] }, rows(2, rng(1), {}));
    const stream = rng(21);
    const rate = (seeds: number) => {
      let told = 0;
      for (let i = 0; i < 1000; i++)
        if (judgeAll(file, { rows: rows(seeds, stream, {}) })[0]!.verdict === 'supported') told++;
      return told / 1000;
    };
    expect(rate(enough)).toBeGreaterThan(0.8 - 4 * Math.sqrt((0.8 * 0.2) / 1000));
    expect(rate(Math.ceil(enough * 0.8))).toBeLessThan(0.8);
  });
});
