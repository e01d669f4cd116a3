import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { readCollection } from '../../src/lab/collection/collection.ts';
import { labelNull, type Null, noEffect } from '../support/opposites/null-worlds.ts';
import { planOf } from '../support/opposites/plan.ts';

const folder = fileURLToPath(new URL('../../experiments/theory', import.meta.url));
const plans = readCollection(folder).members.map(
  ({ id, experiment }) => [id, planOf(experiment)] as const,
);
/** Of vitest.config.ts: of each claim one for every 80 tables that the tests of error rates judge, fewer in `npm test`. */
const DRAWS = Math.round(inject('tables') / 80);

/** Support of any directional statement of the folder, over so many draws of each claim. */
function supportIn(null_: Null) {
  const all = plans.flatMap(([id, plan]) =>
    null_(plan, DRAWS).map((one) => ({ ...one, id: `${id}: ${one.id}` })),
  );
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((n, one) => n + of(one), 0);
  return { all, supported: sum((one) => one.supported), judged: sum((one) => one.judged) };
}

/** Four standard errors above 5 %. */
const above = (n: number) => 0.05 + 4 * Math.sqrt((0.05 * 0.95) / n);

// A claim that says which arm has more must not be supported where nothing is there.
describe.each([
  ['no arm differs from another', noEffect],
  ['the arms of each seed are exchanged at random in records that support the claim', labelNull],
] as const)('where %s', (_, null_) => {
  test('at most 5 in 100 directional claims of the folder are supported', () => {
    const { all, supported, judged } = supportIn(null_);
    expect(judged).toBeGreaterThan(500);
    expect(supported / judged).toBeLessThan(0.05);
    for (const one of all) expect(one.supported / one.judged, one.id).toBeLessThan(above(DRAWS));
  });
});
