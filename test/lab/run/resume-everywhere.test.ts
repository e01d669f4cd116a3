import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { methods } from '../../../src/lab/methods/registry.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { methodCases, recordingCases, specOf } from '../../support/resumable-cases.ts';
import { expectToResume } from '../../support/resumed.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const POINTS = 20;

describe('a run that was left at any of twenty random points ends in the same bytes', () => {
  test('every method is among them', () => {
    const used = new Set(Object.values(methodCases).map((one) => specOf(one).method.method));
    expect(used).toEqual(new Set(methods.map(({ name }) => name)));
  });

  test.each(Object.entries({ ...methodCases, ...recordingCases }))('%s', async (_, one) => {
    await expectToResume(specOf(one), POINTS);
  });

  test.each(Object.entries(methodCases))('%s, in double precision', async (_, one) => {
    await expectToResume(specOf({ ...one, more: 'precision: double' }), POINTS);
  });
});
