import { beforeAll, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const refused = 'gradientMass: { top: 100000';

test.each([
  ['at the end of a run', `${refused} }`],
  ['along it', `along: { ${refused}, every: 2 } }`],
])('a probe that refuses %s leaves no tensors behind', async (_, measure) => {
  for (const stop of ['steps: 4', 'steps: 3'])
    await expect(smallRun('{ method: sgd, rate: 0.05, batch: 6 }', stop, measure)).rejects.toThrow(
      InputError,
    );
});
