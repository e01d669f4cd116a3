import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { reason } from '../../core/error.ts';

/** Milliseconds that printing may take. */
const PATIENCE = 120_000;

/** Prints a page by a headless Chromium in a profile of its own; throws Error where it cannot. */
export async function printPdf(chromium: string, html: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'flowlab-pdf-'));
  try {
    const [page, pdf] = [join(folder, 'index.html'), join(folder, 'report.pdf')];
    await writeFile(page, html);
    await finished(chromium, [
      ...['--headless', '--disable-gpu', '--no-first-run', '--no-pdf-header-footer'],
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[`--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${pdf}`],
      pathToFileURL(page).href,
    ]);
    return await readFile(pdf);
  } catch (error) {
    throw new Error(`${chromium} did not print: ${reason(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const finished = (command: string, args: readonly string[]): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'ignore', timeout: PATIENCE });
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      if (code === 0) done();
      else
        fail(new Error(signal === null ? `it ended with ${code}` : `it was stopped by ${signal}`));
    });
  });
