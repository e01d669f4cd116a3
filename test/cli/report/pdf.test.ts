import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printPdf } from '../../../src/cli/report/print-pdf.ts';
import { findChromium } from '../../../src/cli/shared/chromium.ts';
import { hasBrowser } from '../../support/browser.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();

describe('the Chromium that prints', () => {
  test('is the one that CHROME_PATH names, before any on the path', () => {
    const [wished, other] = ['mine', 'chromium'].map((name) => join(folder, name));
    for (const path of [wished!, other!]) writeFileSync(path, '');
    expect(findChromium({ CHROME_PATH: wished, PATH: folder })).toBe(wished);
    expect(findChromium({ PATH: folder })).toBe(other);
  });

  test('that CHROME_PATH names and that is not there is refused in one line', async () => {
    const missing = join(folder, 'missing');
    expect(await complaint(() => findChromium({ CHROME_PATH: missing, PATH: folder }))).toBe(
      `CHROME_PATH is ${missing}, where nothing is; set it to the path of a Chromium, or unset it`,
    );
  });

  test('that cannot print is named with its exit code', async () => {
    await expect(printPdf('false', '<p>page</p>')).rejects.toThrow(
      'false did not print: it ended with 1',
    );
  });

  test.skipIf(!hasBrowser)('makes a PDF of a page', async () => {
    const pdf = Buffer.from(await printPdf(findChromium()!, '<p>page</p>')).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });
});
