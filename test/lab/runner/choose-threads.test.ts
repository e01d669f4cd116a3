import { describe, expect, test } from 'vitest';
import { chooseThreads } from '../../../src/lab/runner/choose-threads.ts';

const request = { engine: 'native', cores: 8, runs: 1, microbatches: 20 } as const;

describe('threads of an experiment', () => {
  test.each([
    [8, 1, 8],
    [8, 2, 4],
    [8, 3, 2],
    [2, 1, 2],
    [7, 2, 3],
    [8, 5, 1],
    [8, 1000, 1],
    [1, 1, 1],
  ])('%d cores and %d runs: %d threads each', (cores, runs, count) => {
    expect(chooseThreads({ ...request, cores, runs })).toEqual({ count, chosen: 'default' });
  });

  test('are at most one a microbatch', () => {
    for (const microbatches of [1, 2, 4])
      expect(chooseThreads({ ...request, microbatches }).count).toBe(microbatches);
  });

  test('are those that the user asks for', () => {
    const threads = chooseThreads({ ...request, asked: 3, runs: 100 });
    expect(threads).toEqual({ count: 3, chosen: 'user' });
  });

  test.each(['wasm', 'gpu'] as const)('off native (%s) are one', (engine) => {
    expect(chooseThreads({ ...request, engine })).toEqual({ count: 1, chosen: 'default' });
  });
});
