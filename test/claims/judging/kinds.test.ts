import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { row, verdictOn } from '../../support/claims-table.ts';
import { type Design, relabelled, shuffled, simulated } from './simulated.ts';

const clear: Design = { seeds: 8, seedSpread: 0.2, spread: 0.05, power: 0.3, gap: 0.2 };
const rows = simulated(rng(11), clear);
const noisy = simulated(rng(15), { ...clear, seeds: 3, seedSpread: 2, spread: 1.5 });
const other = shuffled(rows, rng(13));
const turned = relabelled(rows);

const small = { batch: 2 };
const large = { batch: 256 };
const at = (extra: object) => ({ where: 'rate = 0.1', ...extra });

// ln trace at (B, 0.1) is 0.3 ln(B/64): 0.354 at B = 2, 1.516 at 256; the ratio is 0.233.
const statements: Record<
  string,
  [truth: Record<string, unknown>, falsehood: Record<string, unknown>]
> = {
  value: [
    at({ value: { of: 'trace/trace[mid]' }, where: 'batch = 256 and rate = 0.1', in: [1.3, 1.7] }),
    at({ value: { of: 'trace/trace[mid]' }, where: 'batch = 256 and rate = 0.1', in: '< 1.2' }),
  ],
  near: [
    at({ value: { of: 'trace/trace[mid]' }, in: 'within 20% of (batch/64)^0.3' }),
    at({ value: { of: 'trace/trace[mid]' }, in: 'within 20% of (batch/64)^0.6' }),
  ],
  ratio: [
    { ratio: { of: 'trace', from: small, to: large }, in: '< 0.5' },
    { ratio: { of: 'trace', from: small, to: large }, in: [0.8, 1.2] },
  ],
  unpaired: [
    { ratio: { of: 'trace', from: small, to: large }, pair: 'none', in: '< 0.5' },
    { ratio: { of: 'trace', from: small, to: large }, pair: 'none', in: '> 0.8' },
  ],
  difference: [
    { difference: { of: 'gap', from: large, to: small }, in: '> 0.1' },
    { difference: { of: 'gap', from: large, to: small }, in: '< 0' },
  ],
  slope: [
    { slope: { of: 'trace', over: 'batch', bend: '20%' }, in: [0.25, 0.35] },
    { slope: { of: 'trace', over: 'batch' }, in: [0.5, 1] },
  ],
  doubling: [
    { slope: { of: 'gap', over: 'batch', per: 'doubling' }, in: [0.02, 0.08] },
    { slope: { of: 'gap', over: 'batch', per: 'doubling' }, in: '< 0' },
  ],
  'along the run': [
    { slope: { of: 'line', over: 'time', scale: 'linear' }, in: [0.25, 0.35] },
    { slope: { of: 'line', over: 'time', scale: 'linear' }, in: '> 0.5' },
  ],
  order: [
    { order: { of: 'trace', over: 'batch', goes: 'rises', by: '100%' } },
    { order: { of: 'trace', over: 'batch', goes: 'falls', by: '20%' } },
  ],
  equal: [
    {
      equal: {
        of: 'trace',
        from: { batch: 2, rate: 0.1 },
        to: { batch: 4, rate: 0.2 },
        within: '20%',
      },
    },
    { equal: { of: 'trace', from: small, to: large, within: '20%' } },
  ],
  collapse: [
    { collapse: { of: 'trace', over: 'rate/batch', within: '20%' } },
    { collapse: { of: 'trace', over: 'batch', within: '10%' } },
  ],
  share: [
    { share: { of: 'rising > 0', per: 'step' }, in: [0.05, 0.3] },
    { share: { of: 'rising > 0', per: 'step' }, in: '> 0.4' },
  ],
  'share of runs': [
    { share: { of: 'trace[last] > trace[first]', per: 'run' }, in: '> 0.5' },
    { share: { of: 'trace[last] > trace[first]', per: 'run' }, in: '< 0.5' },
  ],
  correlation: [
    { correlation: { of: 'trace', with: 'gap' }, in: '> 0.3' },
    { correlation: { of: 'trace', with: 'gap' }, in: '< 0' },
  ],
  shape: [
    at({ shape: { of: 'trace/trace[mid]', is: '(batch/64)^0.3', within: '20%' } }),
    at({ shape: { of: 'trace/trace[mid]', is: '(batch/64)^0.5', within: '20%' } }),
  ],
};

const file = {
  arms: {
    mid: { batch: 64, rate: 0.1 },
    first: { batch: 2, rate: 0.1 },
    last: { batch: 256, rate: 0.1 },
  },
};

describe.each(Object.entries(statements))('%s', (name, [truth, falsehood]) => {
  test('is supported where it is true', () => {
    expect(verdictOn(truth, rows, file)).toMatchObject({
      verdict: 'supported',
      reason: expect.stringContaining('inside'),
    });
  });

  test('is refuted where it is false', () => {
    expect(verdictOn(falsehood, rows, file)).toMatchObject({
      verdict: 'refuted',
      reason: expect.stringContaining('outside'),
    });
  });

  test('is inconclusive where the data cannot tell', () => {
    if (name === 'share' || name === 'along the run') return; // their spread does not come from the seeds here
    expect(verdictOn(truth, noisy, file).verdict).toBe('inconclusive');
  });

  test('turns when the numbers are dealt out anew, or named the other way round', () => {
    // What every run has alike stays true wherever it lies.
    if (['share', 'along the run', 'correlation', 'equal', 'collapse'].includes(name)) return;
    expect(verdictOn(truth, turned, file).verdict).toBe('refuted');
    expect(verdictOn(truth, other, file).verdict).not.toBe('supported');
  });
});

test('a correlation, an equality and a collapse turn when half of the numbers are dealt out anew', () => {
  const gaps = shuffled(rows, rng(14));
  const mixed = rows.map((one, i) => ({
    ...one,
    scalars: { ...one.scalars, gap: gaps[i]!.scalars.gap! },
  }));
  expect(verdictOn(statements.correlation![0], mixed).verdict).not.toBe('supported');
  for (const name of ['equal', 'collapse'])
    expect(verdictOn(statements[name]![0], other).verdict).not.toBe('supported');
});

test('seeds that would tell do tell: eight in ten of further tables that are as large', () => {
  const design = { ...clear, seeds: 4, seedSpread: 0, spread: 0.2 };
  const statement = at({ ratio: { of: 'trace', from: small, to: large }, in: '< 0.27' });
  const first = verdictOn(statement, simulated(rng(21), design));
  expect(first.verdict).toBe('inconclusive');
  const seeds = 4 + first.moreUnits!;
  // The effect that the four seeds showed, taken for the truth.
  const power = Math.log(first.estimate!) / Math.log(2 / 256);
  const spread =
    (((Math.log(first.measured![1]!) - Math.log(first.estimate!)) / 3.182) * 2) / Math.SQRT2;
  const tables = 200;
  let told = 0;
  for (let i = 0; i < tables; i++) {
    const found = verdictOn(
      statement,
      simulated(rng(100 + i), { ...design, seeds, power, spread }),
    );
    if (found.verdict === 'supported' || found.verdict === 'refuted') told++;
  }
  expect(told / tables).toBeGreaterThan(0.8 - 4 * Math.sqrt((0.8 * 0.2) / tables));
});

test('a share of rows and a slope along the run turn when arms, or times, are named the other way round', () => {
  const stream = rng(31);
  // Rows rise the more often the larger the batch, and the line falls where its rows are read backwards.
  const made = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
    [2, 256].map((batch) =>
      row({
        ...{ axes: { batch }, seed, scalars: { trainLoss: 0.02 } },
        series: {
          rising: Array.from({ length: 60 }, () =>
            Number(stream.uniform() < (batch === 2 ? 0.1 : 0.6)),
          ),
          line: Array.from({ length: 20 }, (_, t) => 0.3 * t + 0.1 * stream.normal()),
        },
      }),
    ),
  );
  const backwards = made.map((one) => ({
    ...one,
    series: { line: { ...one.series.line!, value: one.series.line!.value.slice().reverse() } },
  }));
  const share = { share: { of: 'rising > 0', per: 'step' }, where: 'batch = 256', in: '> 0.4' };
  expect(verdictOn(share, made).verdict).toBe('supported');
  expect(verdictOn(share, relabelled(made)).verdict).toBe('refuted');
  expect(verdictOn(share, shuffled(made, rng(2))).verdict).not.toBe('supported');
  const along = statements['along the run']![0];
  expect(verdictOn(along, made).verdict).toBe('supported');
  expect(verdictOn(along, backwards).verdict).toBe('refuted');
});

test('a share and a slope along the run are inconclusive where the data cannot tell', () => {
  const stream = rng(33);
  const few = [1, 2, 3].map((seed) =>
    row({
      ...{ axes: { batch: 256 }, seed },
      series: {
        rising: Array.from({ length: 8 }, () => Number(stream.uniform() < 0.3)),
        line: Array.from({ length: 8 }, (_, t) => 0.3 * t + 3 * stream.normal()),
      },
    }),
  );
  for (const name of ['share', 'along the run'])
    expect(verdictOn(statements[name]![0], few).verdict, name).toBe('inconclusive');
});

test('a correlation within arms is one of their seeds, whatever the arms are among each other', () => {
  // Along the seeds both rise, but for one exchanged pair; along the arms one falls where the other rises.
  const order = [1, 2, 4, 3, 5, 6, 7, 8];
  const made = order.flatMap((y, i) =>
    [1, 2, 3].map((arm) =>
      row({
        ...{ axes: { arm }, seed: i + 1 },
        scalars: { x: i + 1 + 100 * arm, y: y - 100 * arm, trainLoss: 1 },
      }),
    ),
  );
  const within = (axis: string) =>
    verdictOn({ correlation: { of: 'x', with: 'y', within: axis }, in: '> 0.5' }, made);
  expect(within('arm')).toMatchObject({ verdict: 'supported', n: 8 });
  // 1 − 4/(8 · 7), but for the bias that the jackknife takes off.
  expect(Math.abs(within('arm').estimate! - (1 - 4 / 56))).toBeLessThan(0.03);
  expect(within('seed').verdict).not.toBe('supported');
});

test('the run that arms are held against is no value under the floor', () => {
  // The distance of the reference from itself is 0; those of the arms are η, far above the floor.
  const made = [1, 2, 3].flatMap((seed) => [
    row({ axes: { method: 'reference' }, seed, scalars: { x: 0 } }),
    ...[0.1, 0.2, 0.4, 0.8].map((rate) =>
      row({
        ...{ axes: { method: 'arm', rate }, seed },
        scalars: { x: rate * (1 + 0.001 * seed * (rate - 0.3)) },
      }),
    ),
  ]);
  const slope = {
    ...{ slope: { of: 'x - x[reference]', over: 'rate' }, in: [0.9, 1.1] },
    where: 'method = arm',
  };
  const file = { arms: { reference: { method: 'reference' } } };
  expect(verdictOn({ ...slope, floor: 1e-6 }, made, file)).toMatchObject({
    ...{ verdict: 'supported', scope: [] },
  });
  // Under three times it lies the arm of 0.1.
  expect(verdictOn({ ...slope, floor: 0.05 }, made, file).scope).toEqual([
    'rate = 0.1 left out: under three times its floor',
  ]);
});

test('an arm all of whose runs diverged is not supported by the others', () => {
  const made = [1, 2, 3, 4].flatMap((seed) => [
    row({ axes: { rate: 0.1 }, seed, scalars: { x: 1 + 0.01 * seed } }),
    row({ axes: { rate: 1.6 }, seed, ending: 'diverged', scalars: { x: 7 } }),
  ]);
  const value = { value: { of: 'x' }, in: [0.9, 1.1] };
  const { verdict, reason } = verdictOn(value, made);
  expect(verdict).toBe('undefined');
  expect(reason).toContain('diverged');
  expect(verdictOn({ ...value, where: 'rate = 0.1' }, made).verdict).toBe('supported');
  expect(verdictOn({ ...value, where: 'rate = 1.6' }, made).verdict).toBe('not-reached');
  // One that lies outside refutes what is said of all, whatever the others would have been.
  expect(verdictOn({ ...value, in: [2, 3] }, made).verdict).toBe('refuted');
});
