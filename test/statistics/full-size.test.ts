import { cpus } from 'node:os';
import { expect, test } from 'vitest';
import { brokenPromises } from '../support/statistics/promises.ts';
import { simulate } from '../support/statistics/simulate.ts';

const REPEATS = 4000;

// What `npm run statistics` writes into docs/statistics.md, and itself holds to what the page promises.
test('4,000 reports of each size keep what docs/statistics.md promises', async () => {
  const rates = await simulate(REPEATS, cpus().length);
  for (const [promise, broken] of brokenPromises(rates, REPEATS))
    expect(broken, promise).toEqual([]);
}, 7_200_000);
