import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Served } from '../../src/cli/live/serve-site.ts';
import { train } from '../../src/dynamics/training/train.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { flatten } from '../../src/engine/tensors/params.ts';
import { loadImages } from '../../src/lab/data/load.ts';
import { methodOf } from '../../src/lab/methods/registry.ts';
import { openTask } from '../../src/lab/task/task.ts';
import { endOf, lanesOf } from '../../src/live/state/lanes.ts';
import { problemOf } from '../../src/live/state/problem.ts';
import { initialState, type LiveState } from '../../src/live/state/state.ts';
import { noArrays } from '../../src/live/training/image-source.ts';
import { crc32 } from '../../src/problems/data/crc32.ts';
import { hasBrowser, launch } from '../support/browser.ts';
import { numbersOf, openLive, served, told } from '../support/live-page.ts';

const places = { cacheDir: '/nonexistent', baseDir: '/', offline: true };

/** A run of a few seconds, of all kinds of lanes. */
const quick: LiveState = {
  ...initialState,
  ...{ train: 50, time: 2, companion: 'sgd-flow', curvature: false },
};

/** CRC-32 of the weights at which the lab's own training ends, by the title of its method. */
async function inTheLab(state: LiveState): Promise<Record<string, string>> {
  const task = await openTask(problemOf(state), {
    images: (data) => loadImages(data, places),
    readArrays: noArrays,
  });
  const found: Record<string, string> = {};
  for (const { title, method } of lanesOf(state)) {
    const { objective, readArrays, draws } = task;
    const built = methodOf(method).build({ objective, readArrays, random: draws });
    const end = train(built, task.theta0, { stop: { time: endOf(state) }, loss: task.trainLoss });
    const bytes = new Uint8Array(flatten(end.theta).buffer);
    found[title] = crc32(bytes).toString(16).padStart(8, '0');
  }
  task.dispose();
  return found;
}

describe.skipIf(!hasBrowser)('the live page in a browser', () => {
  let browser: Browser;
  let server: Served;

  beforeAll(async () => {
    await openEngine('wasm');
    server = await served();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each<LiveState['data']>(['glyphs', 'mnist'])(
    'on %s it ends at the weights of the lab in Node, bit for bit',
    async (data) => {
      const state = { ...quick, data };
      const { page, requests, complaints } = await openLive(browser, server.address, state);
      await told(page, 'Ready');
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await told(page, 'Done.');
      const numbers = await numbersOf(page);
      const sums = Object.entries(numbers).map(([title, row]) => [title, row['CRC-32 of weights']]);
      expect(Object.fromEntries(sums)).toEqual(await inTheLab(state));
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});
