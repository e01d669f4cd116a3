import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Served } from '../../src/cli/live/serve-site.ts';
import { parseExperiment } from '../../src/lab/experiment/read.ts';
import { stateOf } from '../../src/live/state/address.ts';
import { lanesOf } from '../../src/live/state/lanes.ts';
import { questions, stateOfQuestion } from '../../src/live/state/questions.ts';
import { initialState, type LiveState } from '../../src/live/state/state.ts';
import { hasBrowser, launch, type Watched } from '../support/browser.ts';
import { numbersOf, openLive, served, site, told } from '../support/live-page.ts';

const quick: LiveState = { ...initialState, train: 50, time: 4, curvature: true };

/** What axe finds, as the rule and the elements that break it. */
async function objections(page: Page) {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

/** What has the focus, as a screen reader would name it. */
const focused = (page: Page) =>
  page.evaluate<string>(
    '(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim() || document.activeElement.id',
  );

/** Presses Tab until something is reached. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

/** The bytes of a file that a button saves. */
async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

describe.skipIf(!hasBrowser)('the live page', () => {
  let browser: Browser;
  let server: Served;
  const opened: Watched[] = [];

  const open = async (state: LiveState, options = {}, address = server.address) => {
    const watched = await openLive(browser, address, state, options);
    opened.push(watched);
    await told(watched.page, 'Ready');
    return watched.page;
  };
  const trainOn = async (page: Page) => {
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await told(page, 'Done.');
  };

  beforeAll(async () => {
    server = await served();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('takes at most 5 MB to the first run', () => {
    const bytes = readdirSync(site).map((name) => statSync(join(site, name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5e6);
  });

  test.each(questions.map((question) => [question.id, question] as const))(
    'the question %s is answered as theory predicts',
    async (_, question) => {
      const page = await open(initialState);
      await page.getByRole('button', { name: question.title }).click();
      const choice = question.choices.find(({ id }) => id === question.theory)!;
      await page.getByLabel(choice.says, { exact: true }).check();
      await page.getByRole('button', { name: 'Train and see' }).click();
      const verdict = page.locator('#reveal .verdict');
      await verdict.waitFor({ timeout: 300_000 });
      const says = await page.locator('#reveal').innerText();
      expect(says).toMatch(/^Your prediction held\./);
      expect(stateOf(new URL(page.url()).hash)).toEqual(stateOfQuestion(question));
      await page.context().close();
    },
    320_000,
  );

  test('gradient descent comes nearer to gradient flow in proportion to η', async () => {
    const question = questions.find(({ id }) => id === 'limit')!;
    const state = stateOfQuestion(question);
    const page = await open(state);
    await trainOn(page);
    const numbers = await numbersOf(page);
    const [whole, half] = lanesOf(state)
      .filter(({ id }) => id === 'descent' || id === 'companion')
      .map(({ title }) => Number(numbers[title]!['distance to flow']));
    // As the slope over η that the lab's quickstart predicts.
    const order = Math.log2(whole! / half!);
    expect(order).toBeGreaterThan(0.9);
    expect(order).toBeLessThan(1.1);
    await page.context().close();
  });

  test('says which method diverged, and when', async () => {
    const page = await open({ ...quick, rate: 2, time: 20, curvature: false });
    await trainOn(page);
    expect(await page.locator('#status').innerText()).toMatch(/GD η=2 diverged by t = \d+/);
    const { 'GD η=2': row } = await numbersOf(page);
    expect(row!['training loss']).toMatch(/^diverged by t = \d+$/);
    await page.context().close();
  });

  test('stays fluent while it trains, and can be stopped', async () => {
    const page = await open({ ...initialState, train: 500, time: 200 });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await told(page, 'Training');
    const frames = await page.evaluate<number>(
      'new Promise((done) => { let n = 0; const end = performance.now() + 3000; const next = () => performance.now() < end ? (n++, requestAnimationFrame(next)) : done(n); next(); })',
    );
    expect(frames / 3).toBeGreaterThan(20);
    await page.getByRole('button', { name: 'Stop' }).click();
    await told(page, 'Stopped at t = ');
    await page.context().close();
  });

  test('is used by keyboard alone', async () => {
    const page = await open(initialState);
    await tabTo(page, 'Too large a step');
    await page.keyboard.press('Enter');
    await tabTo(page, 'It trains, only less smoothly');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'Train and see');
    await page.keyboard.press('Enter');
    await page.locator('#reveal', { hasText: 'Your prediction held.' }).waitFor();
    await tabTo(page, 'Learning rate η');
    await page.keyboard.press('ArrowLeft');
    expect(stateOf(new URL(page.url()).hash)).toMatchObject({ rate: 1.5, question: '' });
    await tabTo(page, 'Network');
    await page.keyboard.press('ArrowDown');
    expect(stateOf(new URL(page.url()).hash).network).toBe('32-32-32');
    await page.context().close();
  });

  // Chromium drops the eleventh file that a page hands over within a few seconds, so that no page is asked for as many.
  test.each([[['loss', 'sharpness', 'distance']], [['gap', 'trace', 'landscape']]])(
    'saves experiment and figures: %s',
    async (names) => {
      const page = await open(quick);
      await trainOn(page);
      const yaml = await saved(page, 'Save as experiment');
      const { specs } = parseExperiment(yaml.bytes.toString(), 'live', yaml.name);
      expect(specs.map(({ method }) => method)).toEqual(lanesOf(quick).map(({ method }) => method));
      for (const name of names) {
        const svg = await saved(page, `Save the figure ${name} as SVG`);
        expect(svg.name).toBe(`${name}.svg`);
        expect(svg.bytes.toString()).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
        const png = await saved(page, `Save the figure ${name} as PNG`);
        expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
        expect(png.bytes.length).toBeGreaterThan(10_000);
      }
      await page.context().close();
    },
  );

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 380],
  ] as const)(
    'in %s at a width of %d axe finds nothing, and nothing is cut off',
    async (colorScheme, width) => {
      const page = await open(
        { ...quick, question: 'edge' },
        { colorScheme, viewport: { width, height: 900 } },
      );
      expect(await objections(page)).toEqual([]);
      await page.locator('#figure-landscape').waitFor();
      await trainOn(page);
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      expect(await objections(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      if (process.env.SCREENSHOTS)
        await page.screenshot({
          path: join(process.env.SCREENSHOTS, `${colorScheme}-${width}.png`),
          fullPage: true,
        });
      await page.context().close();
    },
  );

  test('prints figures and numbers, without controls', async () => {
    const page = await open(quick, { colorScheme: 'dark' });
    await trainOn(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('button:visible, input:visible, select:visible').count()).toBe(0);
    expect(await page.locator('figure svg:visible').count()).toBe(6);
    const paper = await page.locator('#figure-loss svg > rect').first().getAttribute('fill');
    expect(paper).toBe('#ffffff');
    await page.context().close();
  });

  test('works from a path below a site', async () => {
    const below = createServer(({ url = '' }, response) => {
      const known = /^\/some\/where\/([\w.-]*)$/.exec(url);
      response.setHeader(
        'Content-Type',
        url.endsWith('.wasm')
          ? 'application/wasm'
          : url.endsWith('.css')
            ? 'text/css'
            : url.endsWith('.js')
              ? 'text/javascript'
              : 'text/html',
      );
      response.statusCode = known ? 200 : 404;
      response.end(known ? readFileSync(join(site, basename(known[1] || 'index.html'))) : '');
    });
    await new Promise<void>((resolve) => below.listen(0, '127.0.0.1', resolve));
    const { port } = below.address() as AddressInfo;
    const page = await open(
      { ...quick, data: 'mnist' },
      {},
      `http://127.0.0.1:${port}/some/where/`,
    );
    await trainOn(page);
    await page.context().close();
    below.close();
  });

  test('never asked for anything beyond itself, and had nothing to complain of', () => {
    expect(opened.flatMap(({ requests }) => requests)).toEqual([]);
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
