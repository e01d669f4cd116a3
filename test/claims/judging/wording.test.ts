import { describe, expect, test } from 'vitest';
import { row, verdictOn } from '../../support/claims-table.ts';

const rates = [0.1, 0.2];
const batches = [4, 16, 64];
const rows = [1, 2, 3, 4].flatMap((seed) =>
  rates.flatMap((rate) =>
    batches.map((batch, i) => {
      // At the other rate everything is the other way round.
      const power = rate === 0.1 ? i : -i;
      const trace = 10 * 2 ** power * (1 + 0.01 * ((seed * (i + 2)) % 5));
      // Seeds of the largest batch are not those of the others.
      const own = batch === 64 ? 10 + seed : seed;
      return row({
        axes: { method: 'sgd', rate, batch },
        seed: own,
        scalars: { trace, trainLoss: batch === 4 ? 0.02 : 0.43 },
      });
    }),
  ),
);
const arms = { small: { batch: 4 }, mid: { batch: 16 }, large: { batch: 64 } };
const of = (statement: Record<string, unknown>) =>
  verdictOn({ where: 'rate = 0.1', ...statement }, rows, { arms });

describe('a quantity is called in words', () => {
  test.each([
    [
      { ratio: { of: 'trace', from: 'small', to: 'mid' }, in: '< 0.9' },
      'the ratio of trace for small to that for mid',
    ],
    [
      { difference: { of: 'trace', from: 'small', to: 'mid' }, in: '< 0' },
      'trace for small minus that for mid',
    ],
    [
      { equal: { of: 'trace', from: 'small', to: 'mid', within: '5%' } },
      'the ratio of trace for small to that for mid',
    ],
    [
      { slope: { of: 'trace', over: 'batch' }, where: 'rate = 0.1 and batch <= 16', in: '> 0' },
      'the exponent of trace as a power of batch',
    ],
    [
      {
        slope: { of: 'trace', over: 'batch', scale: ['linear', 'log'] },
        where: 'rate = 0.1 and batch <= 16',
        in: '> 0',
      },
      'the slope of trace over the logarithm of batch',
    ],
    [
      {
        slope: { of: 'trace', over: 'batch', per: 'doubling' },
        where: 'rate = 0.1 and batch <= 16',
        in: '> 0',
      },
      'the change of trace per doubling of batch',
    ],
    [{ value: { of: 'trace' }, in: 'within 5% of 2/rate' }, 'the ratio of trace to 2/rate'],
    [{ shape: { of: 'trace', is: '2/rate', within: 3 } }, 'trace minus 2/rate'],
    [
      { collapse: { of: 'trace', over: 'rate/batch', within: '5%' } },
      'the ratio of trace between arms of equal rate/batch',
    ],
  ])('%j', (statement, words) => {
    const verdict = of(statement);
    expect(verdict.quantity).toBe(words);
    const capital = words.replace(/^the/, 'The');
    expect(verdict.sentence).toContain(capital);
  });
});

test('losses that lie far apart are told as a factor, not as a thousand per cent', () => {
  const ratio = { ratio: { of: 'trace', from: 'small', to: 'mid' }, in: '< 0.9' };
  expect(of(ratio).sentence).toContain(
    'training losses of its arms differ by a factor of 21.5: 0.02 (batch = 4) to 0.43 (batch = 16)',
  );
});

describe('arms of other seeds', () => {
  const unpaired = (statement: Record<string, unknown>) => of({ pair: 'none', ...statement });
  const ratio = (to: string) => ({ ratio: { of: 'trace', from: 'small', to } });

  test('are held against each other where the statement means one of several settings', () => {
    const found = unpaired({ ...ratio('large'), in: '< 0.5' });
    expect(found).toMatchObject({ verdict: 'supported', scope: [] });
    expect(found.estimate).toBeCloseTo(0.25, 1);
    const other = unpaired({ ...ratio('large'), where: 'rate = 0.2', in: '> 2' });
    expect(other).toMatchObject({ verdict: 'supported', scope: [] });
    expect(other.estimate).toBeCloseTo(4, 0);
  });

  test('of every setting by itself where it means all of them', () => {
    const found = unpaired({ ...ratio('large'), where: 'batch > 0', in: '< 0.5' });
    expect(found.parts.map(({ label, estimate }) => [label, Math.round(4 * estimate!)])).toEqual([
      ['rate = 0.1', 1],
      ['rate = 0.2', 16],
    ]);
    expect(found.verdict).toBe('refuted');
  });

  test('are never held against a setting that the other side lacks', () => {
    const some = rows.filter(({ axes }) => axes.batch !== 64 || axes.rate === 0.2);
    const statement = { pair: 'none', ...ratio('large'), in: '< 0.5' };
    const found = verdictOn(statement, some, { arms });
    expect(found.scope).toEqual(['rate = 0.1 left out: no run of large is like it in all else']);
    expect(found).toMatchObject({ verdict: 'refuted' });
  });
});
