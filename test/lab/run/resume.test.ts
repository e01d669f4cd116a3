import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { methodCases, recordingCases, specOf } from '../../support/resumable-cases.ts';
import { expectToResume, textOf } from '../../support/resumed.ts';
import { sources } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const some = ['sgd on skewed shards, late', 'adam', 'gradient flow', 'langevin', 'central flow'];

describe('a run that was left on the way ends in the same bytes', () => {
  test.each([
    ...some.map((name) => [name, methodCases[name]!] as const),
    ...Object.entries(recordingCases),
  ])('%s', async (_, one) => {
    await expectToResume(specOf(one), 2);
  });

  test('and is followed to the same bytes whether it can be left or not', async () => {
    const spec = specOf(methodCases.adam!);
    const watched = await execute(spec, { ...sources, checkpoint: (state) => void state() });
    expect(textOf(watched)).toBe(textOf(await execute(spec, sources)));
  });
});
