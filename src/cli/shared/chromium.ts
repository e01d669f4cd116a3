import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { InputError } from '../../core/error.ts';

/** Names under which Chromium and browsers made from it are found on the path. */
const NAMES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  ...['microsoft-edge', 'brave-browser'],
];

/** Where they lie on systems that keep programs off the path. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of a Chromium: what CHROME_PATH names, else the first that is found; undefined if none is.
 *
 * @throws InputError where CHROME_PATH names nothing that is there
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROME_PATH: wish } = env;
  if (wish) {
    if (existsSync(wish)) return wish;
    throw new InputError(
      `CHROME_PATH is ${wish}, where nothing is; set it to the path of a Chromium, or unset it`,
    );
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...found, ...PLACES].find((path) => existsSync(path));
}
