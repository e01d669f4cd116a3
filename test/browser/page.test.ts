import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launch, open } from '../support/browser.ts';
import { temporaryFolder } from '../support/command-line.ts';
import { pixelsOf } from '../support/png.ts';
import { predictedExperiment, predictedRuns } from '../support/predicted-page.ts';

const folder = temporaryFolder();
const file = join(folder.path, 'index.html');
let browser: Browser;

/** The teal of the smallest batch size. */
const SMALLEST = [0x25, 0xb3, 0x9b] as const;

const loss = (page: Page): Locator => page.locator('#figure-training-loss');
const press = (page: Page, name: string) => loss(page).getByRole('button', { name }).click();
const picture = (page: Page) => loss(page).locator('canvas').screenshot();

/** Pixels of a colour in a chart. */
const inked = async (page: Page, [r, g, b]: readonly [number, number, number]) => {
  const { data } = await pixelsOf(await picture(page));
  let n = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.hypot(data[i]! - r, data[i + 1]! - g, data[i + 2]! - b) < 12) n++;
  return n;
};

/** Moves the pointer to a place of the chart, given as shares of its width and height, and reads what is shown there. */
async function hover(page: Page, x: number, y: number): Promise<string> {
  const box = (await loss(page).locator('canvas').boundingBox())!;
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  return loss(page).locator('.bubble').innerText();
}

/** Training time and loss in a reading. */
const numbersIn = (reading: string) => {
  const number = (name: string) => Number(new RegExp(`${name}.*: ([\\d.]+)`).exec(reading)?.[1]);
  return { time: number('Training time'), loss: number('Training loss') };
};

describe.skipIf(!hasBrowser)('the page of a report in a browser', () => {
  let page: Page;
  let requests: readonly string[];
  let complaints: readonly string[];

  beforeAll(async () => {
    // As built: with the script that the build makes of src/report/browser.
    const built = new URL('../../dist/report/page/report.js', import.meta.url).href;
    const { writeReport } = (await import(
      built
    )) as typeof import('../../src/report/page/report.ts');
    await writeReport({
      ...{ experiment: predictedExperiment, runs: predictedRuns, outDir: folder.path },
      command: 'flowlab run quickstart',
    });
    browser = await launch();
    ({ page, requests, complaints } = await open(browser, file));
    await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
    await loss(page).scrollIntoViewIfNeeded();
    await loss(page).locator('canvas').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  test.each([
    [1280, 900, true],
    [1280, 900, false],
    [380, 1400, true],
    [380, 1400, false],
  ])(
    'at a width of %d answer and figure end within the first %d pixels, with scripts: %s',
    async (width, most, javaScriptEnabled) => {
      const own = await open(browser, file, {
        ...{ viewport: { width, height: most }, javaScriptEnabled },
      });
      const figure = own.page.locator('.opening figure');
      if (javaScriptEnabled) await figure.locator('canvas').waitFor();
      for (const part of [own.page.locator('.answer'), figure.locator('.plot')]) {
        const { y, height, width: wide } = (await part.boundingBox())!;
        expect(y + height).toBeLessThanOrEqual(most);
        expect([wide, height].every((side) => side > 100)).toBe(true);
      }
      if (javaScriptEnabled)
        expect(await own.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await own.page.context().close();
    },
  );

  test('hovering says whose the point is, its value and its place', async () => {
    const reading = await hover(page, 0.6, 0.5);
    expect(reading).toMatch(/^(SGD B = \d+|GD η = [\d.]+|gradient flow)\n/);
    expect(numbersIn(reading).loss).toBeGreaterThan(0.009);
    expect(numbersIn(reading).loss).toBeLessThan(0.51);
    const [left, right] = [await hover(page, 0.3, 0.2), await hover(page, 0.9, 0.7)];
    expect(numbersIn(right).time).toBeGreaterThan(numbersIn(left).time);
    expect(numbersIn(right).loss).toBeLessThan(numbersIn(left).loss);
    await page.mouse.move(0, 0);
  });

  test('a click on the legend takes an arm out with its seeds, and another puts it back', async () => {
    const before = await picture(page);
    const teal = await inked(page, SMALLEST);
    expect(teal).toBeGreaterThan(50);
    await press(page, 'SGD B = 4');
    const button = loss(page).getByRole('button', { name: 'SGD B = 4' });
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await page.mouse.move(0, 0);
    // The cross of its run that diverged belongs to all arms.
    expect(await inked(page, SMALLEST)).toBeLessThan(0.1 * teal);
    await button.focus();
    await page.keyboard.press('Space');
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    expect((await picture(page)).equals(before)).toBe(true);
  });

  test('a logarithmic axis becomes linear and comes back', async () => {
    const before = await picture(page);
    const logarithmic = numbersIn(await hover(page, 0.5, 0.5)).time;
    await press(page, 'log x');
    const linear = numbersIn(await hover(page, 0.5, 0.5)).time;
    expect(linear).toBeGreaterThan(3 * logarithmic);
    await press(page, 'log x');
    await page.mouse.move(0, 0);
    expect((await picture(page)).equals(before)).toBe(true);
  });

  test('zooms by button and by dragging, and shows all again', async () => {
    const before = await picture(page);
    const wide = numbersIn(await hover(page, 0.15, 0.1)).time;
    await press(page, 'zoom in');
    expect(numbersIn(await hover(page, 0.15, 0.1)).time).toBeGreaterThan(wide);
    await press(page, 'reset');
    await page.mouse.move(0, 0);
    expect((await picture(page)).equals(before)).toBe(true);

    await hover(page, 0.6, 0.3);
    await page.mouse.down();
    await hover(page, 0.9, 0.8);
    await page.mouse.up();
    expect(numbersIn(await hover(page, 0.15, 0.1)).time).toBeGreaterThan(wide);
    await loss(page).locator('canvas').dblclick();
    await page.mouse.move(0, 0);
    expect((await picture(page)).equals(before)).toBe(true);
  });

  test('by keyboard: arrows read the values out, plus, minus and 0 zoom', async () => {
    await loss(page).locator('.frame').focus();
    const voice = loss(page).locator('.voice');
    await page.keyboard.press('ArrowRight');
    const first = await voice.innerText();
    expect(first).toMatch(/Training loss L: [\d.]+, Training time/);
    await page.keyboard.press('ArrowRight');
    expect(numbersIn(await voice.innerText()).time).toBeGreaterThan(numbersIn(first).time);
    const before = await picture(page);
    await page.keyboard.press('+');
    expect((await picture(page)).equals(before)).toBe(false);
    await page.keyboard.press('0');
    // Only what belongs to the figure is taken: the page still scrolls and tabs.
    await page.keyboard.press('Tab');
    expect(
      await loss(page).locator('.frame').evaluate('document.activeElement.className'),
    ).not.toBe('frame');
  });

  test('a link to a folded section opens it, without scripts too', async () => {
    const own = await open(browser, file, { javaScriptEnabled: false });
    const method = own.page.locator('#method li').first();
    expect(await method.isVisible()).toBe(false);
    await own.page.locator('nav a', { hasText: 'Method' }).click();
    await method.waitFor({ state: 'visible' });
    await own.page.context().close();
  });

  test('prints in four pages, unfolded, with the figures of predictions and no button', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.controls:visible').count()).toBe(0);
    expect(await page.locator('canvas:visible').count()).toBe(0);
    const printed = page.locator('figure:not(.on-screen *)');
    expect(await printed.count()).toBeGreaterThan(3);
    expect(await printed.locator('img:visible').count()).toBe(await printed.count());
    expect(await page.locator('#what-the-data-say li').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: null });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)!.length).toBeLessThanOrEqual(4);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing to object to in %s', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.emulateMedia({ colorScheme: null });
  });

  test('in dark mode a chart is dark, and a picture where no script runs', async () => {
    const dark = { colorScheme: 'dark' } as const;
    for (const options of [dark, { ...dark, javaScriptEnabled: false }]) {
      const own = await open(browser, file, options);
      const plot = own.page.locator('.opening .plot');
      const drawn = options === dark ? plot.locator('canvas') : plot.locator('img');
      await drawn.waitFor();
      const { data } = await pixelsOf(await drawn.screenshot());
      expect(Math.max(...data.subarray(0, 3))).toBeLessThan(40);
      await own.page.context().close();
    }
  });

  test('asks the network for nothing, and has nothing to complain of', () => {
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
