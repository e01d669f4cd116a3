import { describe, expect, test } from 'vitest';
import type { FigureLook } from '../../../src/lab/experiment/figures/figure-request.ts';
import { drawn, sketchesFrom } from '../../../src/report/figures/wanted.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { bundled } from '../../support/bundled-runs.ts';
import { endedRuns } from '../../support/ended-runs.ts';
import { type Pixels, pixelsOf } from '../../support/png.ts';
import { beyond, type Extent, overlap, type SvgText, textsOf } from '../../support/svg-texts.ts';
import { experimentOf, mixedMethods, synthetic } from '../../support/synthetic-runs.ts';

const render = createRenderer();

/** By how many CSS pixels letters may come nearer than their boxes say. */
const SLACK = 0.6;

const mixed = mixedMethods.flatMap((method) => [0, 1].map((seed) => synthetic(method, seed)));
const sources = [
  ...bundled.map((one) => [one.experiment.id, one] as const),
  ['what probes left', { experiment: experimentOf(endedRuns), runs: endedRuns }] as const,
  ['methods of every family', { experiment: experimentOf(mixed), runs: mixed }] as const,
];

/** What is wrong with the text of a figure, one line each. */
function faults({ texts, sheet }: ReturnType<typeof textsOf>): string[] {
  const clipped = texts.flatMap(({ text, box, clip }) => [
    ...(beyond(box, sheet) > 0 ? [`"${text}" stands out of the sheet`] : []),
    ...(clip !== undefined && beyond(box, clip) > SLACK ? [`"${text}" is clipped`] : []),
  ]);
  const over = texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .flatMap((b) => (overlap(a.box, b.box) > SLACK ? [`"${a.text}" lies on "${b.text}"`] : [])),
  );
  return [...clipped, ...over];
}

describe.each(sources)('on a column of 3.25 inches, of %s', (_, source) => {
  const sketches = sketchesFrom(source);

  test('there are figures', () => {
    expect(sketches.length).toBeGreaterThan(3);
  });

  test.each(sketches.map((sketch) => [sketch.id, sketch] as const))(
    '%s: text is of 8 to 9 points, whole, and apart',
    async (_, sketch) => {
      const figure = drawn(sketch, { preset: 'column' });
      const svg = Buffer.from(render(figure, 'svg')).toString();
      const page = textsOf(svg);
      expect(svg).toMatch(/^<svg [^>]*width="3.25in" height="[\d.]+in"/);
      for (const { size, text } of page.texts) {
        expect(size, text).toBeGreaterThanOrEqual(8 - 1e-3);
        expect(size, text).toBeLessThanOrEqual(9);
      }
      expect(faults(page)).toEqual([]);
      const png = render(figure, 'png');
      expect(densityOf(png)).toBe(Math.round(300 / 0.0254));
      const pixels = await pixelsOf(png);
      expect(pixels.width).toBe(975);
      expect(inkAtTheEdge(pixels)).toBe(0);
      for (const text of page.texts.filter(isNumber))
        expect(Math.abs(sizeInPixels(text, pixels) - 8), text.text).toBeLessThan(0.4);
    },
  );
});

describe.each<[string, FigureLook]>([
  ['a slide', { preset: 'slides' }],
  ['two columns', { preset: 'page' }],
  ['a narrow column with large text', { width: '60mm', font: '9pt' }],
  ['a given height', { width: '3.25in', height: '3in', font: '7pt', title: 'A title of its own' }],
  ['a dark poster', { width: '20in', font: '30pt', theme: 'dark', palette: 'viridis' }],
])('on %s', (_, look) => {
  test.each(bundled.map((one) => [one.experiment.id, one] as const))(
    'all text of %s is whole, and apart',
    (_, source) => {
      for (const sketch of sketchesFrom(source)) {
        const svg = Buffer.from(render(drawn(sketch, look), 'svg')).toString();
        expect(faults(textsOf(svg)), sketch.id).toEqual([]);
      }
    },
  );
});

/** Digits alone are as high as their font says. */
const isNumber = ({ text, upright }: SvgText) => /^\d[\d.]*$/.test(text) && !upright;

/** DejaVu Sans: digits reach from 0.014 below the line to 0.742 above it, of the font size. */
const DIGIT = 0.756;

/** Points of a number in a PNG of 300 dpi, by the rows that it inks. */
function sizeInPixels({ box }: SvgText, pixels: Pixels): number {
  const k = 300 / 96;
  const rows = rowsOf(
    { left: k * box.left, top: k * (box.top - 2), right: k * box.right, bottom: k * box.bottom },
    pixels,
  );
  return ((rows / 300) * 72) / DIGIT;
}

function rowsOf({ left, top, right, bottom }: Extent, { data, width }: Pixels): number {
  const inked: number[] = [];
  for (let y = Math.round(top); y < bottom; y++)
    for (let x = Math.round(left); x < right; x++)
      if (data[4 * (y * width + x)]! < 128 && inked.at(-1) !== y) inked.push(y);
  return inked.at(-1)! - inked[0]! + 1;
}

/** Pixels in the outermost two rows and columns that are not of the paper. */
function inkAtTheEdge({ data, width, height }: Pixels): number {
  let n = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (Math.min(x, y, width - 1 - x, height - 1 - y) < 2 && data[4 * (y * width + x)]! < 200)
        n++;
  return n;
}

/** Pixels per metre, as the pHYs chunk of a PNG says. */
function densityOf(png: Uint8Array): number {
  const bytes = Buffer.from(png);
  const at = bytes.indexOf('pHYs');
  return bytes.readUInt32BE(at + 4);
}
