import { expect, test } from 'vitest';
import { workerEnvironment } from '../../../src/cli/host/environment.ts';
import { numericalSettings } from '../../../src/cli/host/prepare-runs.ts';

const engine = { name: 'native', version: '2.21.0' } as const;
const settings = (threads: number, xla: boolean) =>
  numericalSettings(engine, workerEnvironment(1, threads), xla);

test('what names a run says whether XLA compiles its steps, and on how many threads within an operation', () => {
  expect(settings(1, true)).not.toBe(settings(1, false));
  expect(settings(1, true)).toContain('xla on 1 threads');
  expect(settings(2, true)).toContain('xla on 2 threads');
  expect(settings(2, false)).not.toContain('xla on');
});

test('what names a run says nothing of the operations that are computed at once', () => {
  for (const xla of [false, true])
    expect(numericalSettings(engine, workerEnvironment(4, 1), xla)).toBe(settings(1, xla));
});
