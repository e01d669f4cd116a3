import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { DiskError } from '../../../src/core/disk-error.ts';
import { InputError } from '../../../src/core/error.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How many mutations of each kind are tried, and the seed that they follow from. */
    readonly mutations: { readonly count: number; readonly seed: number };
  }
}

/** Seconds of processor time that nothing may take longer than. */
const LONGEST = 5;

/**
 * Tries `act` on that many mutations: each is taken, or refused in one line by an error of the lab's own, within five seconds of processor
 * time. The mutations follow from the seed; where one fails it is made smaller, and the seed and path that lead to it are told.
 */
export async function holds<T>(
  mutations: fc.Arbitrary<T>,
  { runs, seed }: { readonly runs: number; readonly seed: number },
  act: (mutation: T) => unknown,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(mutations, async (mutation) => {
      const before = process.cpuUsage();
      await refusedOrTaken(() => act(mutation));
      const { user, system } = process.cpuUsage(before);
      const seconds = (user + system) / 1e6;
      if (seconds > LONGEST) throw new Error(`took ${seconds} s of processor time`);
    }),
    { numRuns: runs, seed, endOnFailure: process.env.MUTATIONS_SHRINK !== '1' },
  );
}

async function refusedOrTaken(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof InputError || error instanceof DiskError)) throw error;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be in a line
    if (/[\u0000-\u001f\u2028\u2029]/.test(error.message) || error.message.trim() === '')
      throw new Error(`not one line: ${JSON.stringify(error.message)}`);
  }
}

/** The names of all files below a folder, in one hash. */
export const namesBelow = (folder: string): string =>
  createHash('sha256')
    .update(readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort().join('\n'))
    .digest('hex');
