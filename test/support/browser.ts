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
export async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    const url = request.url();
    if (url !== `file://${file}` && !url.startsWith('data:')) requests.push(url);
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  return { page, requests, complaints };
}
