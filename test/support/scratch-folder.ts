import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { InputError } from '../../src/core/error.ts';

/** A folder that is gone after the test file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowlab-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The message of the InputError that `act` throws or rejects with; it must be one line. */
export async function complaint(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.message.includes('\n')) throw new Error(`more than one line: ${error.message}`);
    return error.message;
  }
  throw new Error('nothing was thrown');
}
