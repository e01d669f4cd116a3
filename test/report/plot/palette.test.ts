import { describe, expect, test } from 'vitest';
import { summarise } from '../../../src/report/findings/findings.ts';
import { colourIn, cool, warm } from '../../../src/report/plot/colour.ts';
import { ON_DARK, ON_LIGHT } from '../../../src/report/plot/palette.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { DARK_PAGE, PAGE } from '../../../src/report/plot/sheet.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { pixelsOf } from '../../support/png.ts';
import { experimentOf, quickstart } from '../../support/synthetic-runs.ts';

const palettes = { ON_LIGHT, ON_DARK };

/** WCAG 2.2: the contrast ratio of two colours #rrggbb, from 1 to 21. */
function contrast(a: string, b: string): number {
  const [lighter, darker] = [a, b].map(luminance).sort((x, y) => y - x);
  return (lighter! + 0.05) / (darker! + 0.05);
}

const luminance = (colour: string): number =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const c = Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
    return sum + weight * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  }, 0);

describe.each(Object.entries(palettes))('%s', (_, palette) => {
  const { paper, ink, soft, guide, data, blue, red, orange, categories } = palette;

  test('has text that can be read: at least 4.5 to 1, WCAG 2.2 AA', () => {
    expect(contrast(ink, paper)).toBeGreaterThan(7);
    expect(contrast(soft, paper)).toBeGreaterThan(4.5);
  });

  test('has data that are seen: at least 2 to 1, those without a sequence 3 to 1', () => {
    for (const colour of [guide, data, blue, red, orange])
      expect(contrast(colour, paper)).toBeGreaterThan(3);
    const ordered = [0, 0.25, 0.5, 0.75, 1].flatMap((at) => [cool(at), warm(at)]);
    for (const colour of [...ordered.map((one) => colourIn(palette, one)), ...categories])
      expect(contrast(colour, paper)).toBeGreaterThan(2);
  });

  test('orders its sequences by contrast, so that they are told apart in greyscale', () => {
    const along = (of: typeof cool) =>
      [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => contrast(colourIn(palette, of(at)), paper));
    const [up, down] = [along(cool), along(warm)];
    expect(up).toEqual(up.toSorted((a, b) => a - b));
    expect(down).toEqual(down.toSorted((a, b) => b - a));
    expect(up.at(-1)! / up[0]!).toBeGreaterThan(2);
    expect(down[0]! / down.at(-1)!).toBeGreaterThan(2);
  });
});

describe('figures on a dark page', () => {
  const runs = quickstart(3);
  const findings = summarise(experimentOf(runs), runs);
  const [light, dark] = [PAGE, DARK_PAGE].map((sheet) =>
    figuresOf(runs, findings, undefined, sheet),
  );

  test('show on its paper what the others show on white, and leave no colour open', async () => {
    const render = createRenderer();
    expect(dark!.length).toBeGreaterThan(8);
    for (const [i, figure] of dark!.entries()) {
      expect(JSON.stringify(figure.config)).not.toContain('"paint"');
      const own = await inkOn(ON_DARK.paper, render(figure));
      const other = await inkOn(ON_LIGHT.paper, render(light![i]!));
      expect(own / other, figure.id).toBeGreaterThan(0.95);
      expect(own / other, figure.id).toBeLessThan(1.25);
    }
  });
});

/** The share of pixels whose contrast with the paper is at least 2. */
async function inkOn(paper: string, png: Uint8Array): Promise<number> {
  const { data, width, height } = await pixelsOf(png);
  const seen = new Map<number, boolean>();
  let n = 0;
  for (let i = 0; i < data.length; i += 4) {
    const rgb = data[i]! * 65536 + data[i + 1]! * 256 + data[i + 2]!;
    if (!seen.has(rgb))
      seen.set(rgb, contrast(`#${rgb.toString(16).padStart(6, '0')}`, paper) >= 2);
    if (seen.get(rgb)) n += 1;
  }
  return n / (width * height);
}
