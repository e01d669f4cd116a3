import { describe, expect, test } from 'vitest';
import { expectNear } from '../support/expect-near.ts';
import { type Rates, ratesOf, type Trial } from '../support/statistics/rates.ts';
import {
  bracketed,
  effects,
  margins,
  nulls,
  ranked,
  statedPower,
} from '../support/statistics/trials.ts';

// A small version of `npm run statistics`, whose tables are in docs/statistics.md; full-size.test.ts holds the whole.
const REPEATS = 100;
const SIZES = [
  { seeds: 2, arms: 3 },
  { seeds: 3, arms: 6 },
  { seeds: 5, arms: 5 },
];

/** Four binomial standard errors of a share over so many reports; sentences of one report count as one. */
const slack = (share: number, reports: number) => 4 * Math.sqrt((share * (1 - share)) / reports);

/** The rates of each kind, all sizes together. */
const pooled = (trial: Trial, sizes = SIZES) => {
  const all = sizes.map((size) => ratesOf(trial, size, REPEATS));
  return trial.kinds.map(({ name }, kind) => {
    const sum = (of: (rates: Rates) => number) =>
      all.reduce((total, rates) => total + of(rates[kind]!), 0);
    return {
      name,
      reports: REPEATS * sizes.length,
      claimed: sum((one) => one.claimed) / sum((one) => one.sentences),
      covered: sum((one) => one.covered) / sum((one) => one.intervals), // NaN without intervals
    };
  });
};

describe('where there is nothing to find', () => {
  for (const trial of nulls) {
    const names = trial.kinds.map(({ name }) => name).join('; ');
    test(`sentences claim it once in 20 times at most, and intervals hold the truth: ${names}`, () => {
      for (const { name, claimed, covered, reports } of pooled(trial)) {
        expect(claimed, name).toBeLessThan(0.05 + slack(0.05, reports));
        if (!Number.isNaN(covered))
          expect(covered, name).toBeGreaterThan(0.95 - slack(0.95, reports));
      }
    });
  }
});

test('brackets make intervals hold the truth more often, and never less', () => {
  for (const { claimed, covered, reports } of pooled(bracketed)) {
    expect(claimed).toBeLessThan(0.05);
    expect(covered).toBeGreaterThan(0.95 - slack(0.95, reports));
  }
});

test('what lies on the edge of a margin is called equal once in 40 times at most', () => {
  for (const trial of margins)
    for (const { name, claimed, reports } of pooled(trial))
      expect(claimed, name).toBeLessThan(0.025 + slack(0.025, reports));
});

test.each(effects.map((effect) => [effect.kinds[0].name, effect] as const))(
  'a known effect is found with the power that is stated: %s',
  (_, effect) => {
    for (const size of [effect.sizes[1]!, effect.sizes[3]!]) {
      const [{ claimed, sentences }] = ratesOf(effect, size, REPEATS) as [Rates];
      const power = statedPower(effect, size);
      expectNear(claimed / sentences, power, { atol: slack(power, REPEATS) + 1e-3 });
    }
  },
);

test('ranks tell from five arms on, and never below', () => {
  const power = ranked.sizes.map((size) => {
    const [{ claimed, sentences }] = ratesOf(ranked, size, size.arms > 5 ? 60 : REPEATS) as [Rates];
    return claimed / sentences;
  });
  expect(power.slice(0, 2)).toEqual([0, 0]);
  expect(power[2]).toBeGreaterThan(0.4);
  expect(power[5]).toBeGreaterThan(0.8);
});
