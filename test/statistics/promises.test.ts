import { expect, test } from 'vitest';
import { brokenPromises } from '../support/statistics/promises.ts';
import type { Rates } from '../support/statistics/rates.ts';
import {
  bracketed,
  effects,
  margins,
  nulls,
  statedPower,
  trials,
} from '../support/statistics/trials.ts';

const REPEATS = 4000;

/** Rates exactly as promised. */
const kept = (): Rates[][] =>
  trials.map((trial) =>
    trial.sizes.flatMap((size) =>
      trial.kinds.map(({ name }): Rates => {
        const effect = effects.find((one) => one === trial);
        const share = effect ? statedPower(effect, size) : margins.includes(trial) ? 0.02 : 0.05;
        const claimed = Math.round(share * REPEATS);
        const told = { intervals: REPEATS, covered: 0.95 * REPEATS };
        return { name, size, repeats: REPEATS, sentences: REPEATS, claimed, ...told };
      }),
    ),
  );

const brokenBy = (trial: (typeof trials)[number], change: Partial<Rates>) => {
  const rates = kept();
  const at = rates[trials.indexOf(trial)]!;
  at[0] = { ...at[0]!, ...change };
  return brokenPromises(rates, REPEATS).map(([, broken]) => broken.length);
};

test('rates as promised break nothing', () => {
  expect(brokenPromises(kept(), REPEATS).map(([, broken]) => broken)).toEqual([[], [], [], [], []]);
});

test.each([
  [nulls[0]!, { claimed: 0.07 * REPEATS }, [1, 0, 0, 0, 0]],
  [nulls[0]!, { name: 'any sentence of a report', claimed: 0.0645 * REPEATS }, [0, 1, 0, 0, 0]],
  [nulls[0]!, { covered: 0.92 * REPEATS }, [0, 0, 1, 0, 0]],
  [nulls[0]!, { covered: 0.98 * REPEATS }, [0, 0, 1, 0, 0]],
  [bracketed, { covered: 0.98 * REPEATS }, [0, 0, 0, 0, 0]],
  [margins[0]!, { claimed: 0.04 * REPEATS }, [0, 0, 0, 1, 0]],
  [effects[0]!, { claimed: 0.5 * REPEATS }, [0, 0, 0, 0, 1]],
] as const)('a rate off what is promised is found (%#)', (trial, change, broken) => {
  expect(brokenBy(trial, change)).toEqual(broken);
});
