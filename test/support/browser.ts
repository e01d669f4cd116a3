import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../src/cli/shared/chromium.ts';

const path = findChromium();

/** Whether there is a Chromium to test with; where there is none, one line says so. */
export const hasBrowser = path !== undefined && existsSync(path);
if (!hasBrowser) console.warn('no Chromium: tests of pages in a browser are skipped');

/** Starts Chromium without a window. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: path!, args: ['--no-sandbox'] });

/** A page, and everything that it asked for or complained of. */
export interface Watched {
  readonly page: Page;
  /** Addresses of requests beyond the page itself and what is inside it. */
  readonly requests: string[];
  /** What its console says, and errors that nothing caught. */
  readonly complaints: string[];
}

/** Opens a file in a browser of its own size and colours. */
export const open = (
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Watched> =>
  openAt(browser, `file://${file}`, (url) => url === `file://${file}`, options);

/** Opens an address in a browser of its own size and colours; requests for what `isOwn` are not kept. */
export async function openAt(
  browser: Browser,
  address: string,
  isOwn: (url: string) => boolean,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  context.on('request', (request) => {
    const url = request.url();
    if (!isOwn(url) && !url.startsWith('data:')) requests.push(url);
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, requests, complaints };
}
