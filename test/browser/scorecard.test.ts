import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launch, open, type Watched } from '../support/browser.ts';
import { temporaryFolder } from '../support/command-line.ts';
import { scorecard } from '../support/scorecard.ts';

const folder = temporaryFolder();
const file = join(folder.path, 'index.html');

describe.skipIf(!hasBrowser)('the scorecard in a browser', () => {
  let browser: Browser;
  let watched: Watched;

  beforeAll(async () => {
    const built = new URL('../../dist/report/scorecard/write-scorecard.js', import.meta.url).href;
    const { writeScorecard } = (await import(
      built
    )) as typeof import('../../src/report/scorecard/write-scorecard.ts');
    await writeScorecard(scorecard, folder.path);
    browser = await launch();
    watched = await open(browser, file);
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  test('asks for nothing and complains of nothing', async () => {
    await watched.page.locator('.opening canvas').waitFor();
    expect(watched.requests).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });

  test('a click on a claim opens its section, with its formula set', async () => {
    const { page } = watched;
    const section = page.locator('#holds');
    expect(await section.isVisible()).toBe(false);
    await page.locator('.scores a[href="#holds"]').click();
    await section.waitFor({ state: 'visible' });
    const { height } = (await section.locator('math').boundingBox())!;
    expect(height).toBeGreaterThan(10);
  });

  test.each([
    [1280, 900],
    [380, 800],
  ])('is as wide as a window of %d pixels, and no wider', async (width, height) => {
    const { page } = await open(browser, file, { viewport: { width, height } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)(
    'passes the checks of accessibility in %s',
    async (colorScheme) => {
      const { page } = await open(browser, file, { colorScheme });
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: readonly { id: string; nodes: readonly { html: string }[] }[];
      };
      expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
      await page.context().close();
    },
  );
});
