import { cpus } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { expectNear } from '../support/expect-near.ts';
import type { Rates } from '../support/statistics/rates.ts';
import { simulate } from '../support/statistics/simulate.ts';
import {
  bracketed,
  effects,
  margins,
  nulls,
  statedPower,
  trials,
} from '../support/statistics/trials.ts';

// What `npm run statistics` writes into docs/statistics.md, held to what the page promises.
const REPEATS = 4000;
let all: readonly (readonly Rates[])[];
const of = (trial: (typeof trials)[number]) => all[trials.indexOf(trial)]!;
const where = ({ name, size }: Rates) => `${name}, ${size.seeds} seeds, ${size.arms} arms`;
const claimed = (one: Rates) => one.claimed / one.sentences;

beforeAll(async () => {
  all = await simulate(REPEATS, cpus().length);
}, 7_200_000);

test('at every size sentences claim what is not there in at most 6.5 %', () => {
  for (const one of [...nulls, bracketed].flatMap(of))
    expect(claimed(one), where(one)).toBeLessThanOrEqual(0.065);
});

test('at every size intervals hold the truth in 93 to 97 %, or more where the page says so', () => {
  for (const one of [...nulls, bracketed].flatMap(of)) {
    if (one.intervals === 0) continue;
    const share = one.covered / one.intervals;
    expect(share, where(one)).toBeGreaterThanOrEqual(0.93);
    const wider = /counts of examples|known to/.test(one.name);
    if (!wider) expect(share, where(one)).toBeLessThanOrEqual(0.97);
  }
});

test('on the edge of a margin things are called equal in 2.5 % at most', () => {
  const slack = 4 * Math.sqrt((0.025 * 0.975) / REPEATS);
  for (const one of margins.flatMap(of))
    expect(claimed(one), where(one)).toBeLessThan(0.025 + slack);
});

test('known effects are found with the power that is stated', () => {
  for (const effect of effects)
    for (const one of of(effect)) {
      const power = statedPower(effect, one.size);
      const slack = 4 * Math.sqrt((power * (1 - power)) / REPEATS);
      expectNear(claimed(one), power, { atol: slack + 1e-3 });
    }
});
