import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one call of the command line did. */
export interface Call {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command line. */
export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs the built command line in a folder, as a user would. */
export function flowlab(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Call {
  const done = spawnSync(process.execPath, [main, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** An empty folder of the test's own, and its removal. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'flowlab-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
