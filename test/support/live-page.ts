import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Served, serveSite } from '../../src/cli/live/serve-site.ts';
import { addressOf } from '../../src/live/state/address.ts';
import type { LiveState } from '../../src/live/state/state.ts';
import { openAt, type Watched } from './browser.ts';

/** As built. */
export const site = fileURLToPath(new URL('../../dist/live/site/', import.meta.url));

export const served = (): Promise<Served> => serveSite(site, 0);

/** Opens the live page in a state. */
export const openLive = (
  browser: Browser,
  address: string,
  state: LiveState,
  options: BrowserContextOptions = {},
): Promise<Watched> =>
  openAt(browser, `${address}#${addressOf(state)}`, (url) => url.startsWith(address), options);

/** Waits until the page says this where a run tells of itself. */
export const told = (page: Page, words: string, timeout = 120_000): Promise<void> =>
  page.locator('#status', { hasText: words }).waitFor({ timeout });

/** The table of numbers: of each method its cells by their headings. */
export async function numbersOf(page: Page): Promise<Record<string, Record<string, string>>> {
  const headings = await page.locator('#numbers thead th').allInnerTexts();
  const rows = await page.locator('#numbers tbody tr').all();
  const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  return Object.fromEntries(
    cells.map(([title, ...rest]) => [
      title!,
      Object.fromEntries(rest.map((cell, i) => [headings[i + 1]!, cell])),
    ]),
  );
}
