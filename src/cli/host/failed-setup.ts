import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '../../lab/records/regular-file.ts';
import { cacheDir } from './environment.ts';

/** An automatic set-up that failed is not tried again for a day. */
const DAY = 24 * 3_600_000;

/** An automatic set-up that failed a while ago. */
export interface FailedSetup {
  readonly hoursAgo: number;
  /** Why, in sentences. */
  readonly missing: readonly string[];
}

const file = () => join(cacheDir(), 'failed-setup.json');

/** The automatic set-up of native TensorFlow that failed within the last day; `now` is in milliseconds since 1970. */
export function failedSetup(now: number): FailedSetup | undefined {
  try {
    const age = now - statSync(file()).mtimeMs;
    const missing: unknown = JSON.parse(readRegular(file()).toString('utf8'));
    if (!(age >= 0 && age < DAY) || !Array.isArray(missing)) return undefined;
    return { hoursAgo: age / 3_600_000, missing: missing.map(String) };
  } catch {
    // Not there, or no longer to be read: then it is tried.
    return undefined;
  }
}

/** Remembers that it failed, or with nothing that it did not. */
export function rememberSetup(missing: readonly string[] | undefined): void {
  try {
    if (missing === undefined) {
      rmSync(file(), { recursive: true, force: true });
      return;
    }
    mkdirSync(cacheDir(), { recursive: true });
    writeFileSync(file(), `${JSON.stringify(missing)}\n`);
  } catch {
    // Where it cannot be kept, the set-up is tried again every time.
  }
}
