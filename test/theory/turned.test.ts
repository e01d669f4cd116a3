import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCollection } from '../../src/lab/collection/collection.ts';
import { planOf } from '../support/opposites/plan.ts';
import { turnedTo } from '../support/opposites/turned.ts';

const folder = fileURLToPath(new URL('../../experiments/theory', import.meta.url));
const { members } = readCollection(folder);

const plans = members.map(({ id, experiment }) => [id, planOf(experiment)] as const);

// Records of every claim of the folder are made up from its own file: runs of its grid with numbers for whatever its statements name. They
// are searched until the statements' numbers lie well inside of what is predicted, then well outside, and are judged as real records are.
// A claim of which one of the two cannot be had is no claim: it could not be supported, or could not fail.
describe.each(plans)('records of %s', (_, plan) => {
  const judged = plan.expectations.statements.filter(
    (one) => !('in' in one && one.in.kind === 'any'),
  );
  const turned = (side: 'inside' | 'outside', of = judged) =>
    turnedTo(
      plan,
      of.map((statement) => ({ statement, side })),
    );

  test('that are as it says support it, and of the opposite refute it', () => {
    const verdicts = (['inside', 'outside'] as const).map(
      (side) => turned(side)?.answers.claim ?? `no records found ${side}`,
    );
    expect(verdicts).toEqual(['supported', 'refuted']);
  });

  test
    .runIf(judged.length > 1 && plan.expectations.claim === undefined)
    .each(judged.map((one) => [one.id, one] as const))(
    'of the opposite of %s alone refute it',
    (id, statement) => {
      expect(turned('outside', [statement])?.answers.claim, id).toBe('refuted');
    },
  );
});
