import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { defineFigure } from '../../../src/cli/figure/command.ts';
import { InputError } from '../../../src/core/error.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { pdfFacts } from '../../support/pdf-text.ts';
import { pixelsOf } from '../../support/png.ts';
import { recordRuns } from '../../support/recorded.ts';
import { textsOf } from '../../support/svg-texts.ts';
import { experimentOf, gd, sgd, synthetic } from '../../support/synthetic-runs.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const runs = join(folder.path, 'runs');

beforeAll(() => {
  const made = [gd(0.1), sgd(4), sgd(64)].flatMap((method) =>
    [0, 1, 2].map((seed) => synthetic(method, seed)),
  );
  recordRuns(runs, { ...experimentOf(made), id: 'small' }, made);
});

interface Call {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command in this process, as `main` runs it: its options are read, its errors caught. */
async function figure(...args: readonly string[]): Promise<Call> {
  const [out, err]: string[][] = [[], []];
  const to = (lines: string[]) => (text: string | Uint8Array) => lines.push(String(text)) > 0;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(to(out!)),
    vi.spyOn(process.stderr, 'write').mockImplementation(to(err!)),
  ];
  const program = new Command('flowlab').exitOverride().configureOutput({ writeErr: () => {} });
  defineFigure(program);
  const done = (code: number) => ({ code, out: out!.join(''), err: err!.join('') });
  try {
    await program.parseAsync(['figure', ...args, '--runs', runs], { from: 'user' });
    return done(Number(process.exitCode ?? 0));
  } catch (error) {
    if (!(error instanceof InputError || error instanceof CommanderError)) throw error;
    err!.push(error.message);
    return done(2);
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

let count = 0;

/** A figure drawn with these options, as the bytes of its file. */
async function drawn(name: string, format: string, ...options: readonly string[]): Promise<Buffer> {
  const file = join(folder.path, 'out', `${++count}.${format}`);
  const { code, err } = await figure('small', name, ...options, '--out', file);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return readFileSync(file);
}

const svg = async (name: string, ...options: readonly string[]) =>
  (await drawn(name, 'svg', ...options)).toString();
const words = (text: string) => textsOf(text).texts.map((one) => one.text);
const sheetOf = (text: string) =>
  [...text.match(/<svg [^>]*width="([\d.]+)in" height="([\d.]+)in"/)!].slice(1).map(Number);
const coloursOf = (text: string) => [
  ...new Set(
    [...text.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6}|rgba?\([^"]*\))"/g)].map(([, c]) => c!),
  ),
];

test('without a name it lists every figure with its title', async () => {
  const { code, out } = await figure('small');
  expect(code).toBe(0);
  expect(out).toMatch(/^training-loss +Training loss against training time$/m);
  expect(out).toMatch(/^hessian-trace +\S/m);
});

describe('each option acts', () => {
  test('--width and --height: the sheet', async () => {
    expect(sheetOf(await svg('hessian-trace'))[0]).toBe(3.25);
    expect(sheetOf(await svg('hessian-trace', '--width', '127mm', '--height', '3in'))).toEqual([
      5, 3,
    ]);
  });

  test('--preset: the sheet, its font and its title', async () => {
    const text = await svg('hessian-trace', '--preset', 'slides');
    expect(sheetOf(text)).toEqual([10, 5.625]);
    const { texts } = textsOf(text);
    expect(Math.min(...texts.map(({ size }) => size))).toBeCloseTo(16, 3);
    expect(words(text).join(' ')).toContain('Hessian trace');
    expect(sheetOf(await svg('hessian-trace', '--preset', 'page'))[0]).toBe(6.75);
  });

  test.each([8, 9, 12])('--font %i: every text has it, titles of axes a tenth more', async (pt) => {
    const { texts } = textsOf(await svg('hessian-trace', '--font', `${pt}pt`));
    expect(texts.length).toBeGreaterThan(5);
    for (const { size, text } of texts)
      expect(
        [1, 1.1].some((k) => Math.abs(size - k * pt) < 1e-3),
        `${text}: ${size}`,
      ).toBe(true);
  });

  test.each([72, 300, 600])('--dpi %i: the density of the PNG, and its pixels', async (dpi) => {
    const png = await drawn('hessian-trace', 'png', '--dpi', String(dpi), '--height', '2in');
    const at = png.indexOf('pHYs');
    const perMetre = Math.round(dpi / 0.0254);
    expect([png.readUInt32BE(at + 4), png.readUInt32BE(at + 8), png[at + 12]]).toEqual([
      ...[perMetre, perMetre, 1],
    ]);
    const { width, height } = await pixelsOf(png);
    expect([width, height]).toEqual([Math.round(3.25 * dpi), 2 * dpi]);
  });

  test('--theme: the paper', async () => {
    const paper = async (...options: string[]) => {
      const { data } = await pixelsOf(
        await drawn('hessian-trace', 'png', '--dpi', '72', ...options),
      );
      return data.slice(0, 3).reduce((a, b) => a + b, 0) / 3;
    };
    expect(await paper()).toBe(255);
    expect(await paper('--theme', 'dark')).toBeLessThan(60);
  });

  test('--palette: grey has no colour at all, viridis others than colour', async () => {
    const grey = coloursOf(await svg('training-loss', '--palette', 'grey'));
    const isGrey = (colour: string) => {
      const [r, g, b] = colour.startsWith('#')
        ? [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16))
        : colour.match(/[\d.]+/g)!.map(Number);
      return r === g && g === b;
    };
    expect(grey.length).toBeGreaterThan(2);
    expect(grey.filter((colour) => !isGrey(colour))).toEqual([]);
    const colour = coloursOf(await svg('training-loss'));
    const viridis = coloursOf(await svg('training-loss', '--palette', 'viridis'));
    expect(colour.filter((one) => !isGrey(one)).length).toBeGreaterThan(2);
    expect(viridis).not.toEqual(colour);
  });

  test('--arms: other arms are not in the figure', async () => {
    const all = words(
      await svg('training-loss', '--arms', 'method = sgd or method = gradient-descent'),
    );
    const some = words(await svg('training-loss', '--arms', 'method = sgd and batch < 10'));
    expect(all).toContain('SGD B = 64');
    expect(some.join(' ')).not.toContain('64');
  });

  test('--x and --y: the scale of the axis', async () => {
    const decades = (texts: readonly string[]) => texts.filter((t) => /^10[⁻⁰¹²³⁴]/.test(t)).length;
    const [both, x, neither] = await Promise.resolve([
      words(await svg('training-loss')),
      words(await svg('training-loss', '--x', 'linear')),
      words(await svg('training-loss', '--x', 'linear', '--y', 'linear')),
    ]);
    expect(both).not.toEqual(x);
    expect(x).not.toEqual(neither);
    expect(decades(neither!)).toBe(0);
    expect(words(await svg('training-loss', '--x', 'log', '--y', 'log'))).toEqual(both);
  });

  test('--title: none, its own, or any', async () => {
    const own = 'Training loss against training time';
    const titled = async (...options: string[]) =>
      words(await svg('training-loss', '--preset', 'page', ...options)).join(' ');
    expect(await titled()).not.toContain(own);
    expect(await titled('--title', 'own')).toContain(own);
    expect(await titled('--title', 'Any <words>')).toContain('Any <words>');
    expect(
      words(await svg('training-loss', '--preset', 'slides', '--title', 'none')).join(' '),
    ).not.toContain(own);
  });

  test('--format: the files, in the folder of --out', async () => {
    const out = join(folder.path, 'formats');
    const { code, out: said } = await figure(
      ...['small', 'hessian-trace', 'training-loss', '--format', 'svg,png,pdf', '--out', out],
    );
    expect(code).toBe(0);
    expect(said.trim().split('\n')).toHaveLength(6);
    const files = readdirSync(out).filter((name) => !name.startsWith('.'));
    expect(files.sort()).toEqual(
      ['hessian-trace', 'training-loss'].flatMap((id) => [`${id}.pdf`, `${id}.png`, `${id}.svg`]),
    );
    const starts = { pdf: '%PDF-', png: '\u0089PNG', svg: '<svg ' };
    for (const [format, start] of Object.entries(starts))
      expect(
        readFileSync(join(out, `hessian-trace.${format}`))
          .toString('latin1')
          .slice(0, start.length),
      ).toBe(start);
  });

  test('a measure, or a prediction, names its figure too', async () => {
    expect(words(await svg('trace'))).toEqual(words(await svg('hessian-trace')));
  });
});

describe('a PDF', () => {
  test('has one page of the size that was asked for, in points, with its fonts inside', async () => {
    const facts = pdfFacts(await drawn('training-loss', 'pdf', '--height', '2.5in'));
    expect(facts.pages).toBe(1);
    expect(facts.box).toEqual([3.25 * 72, 2.5 * 72]);
    expect(facts.fonts).toEqual(['DejaVuSans']);
    expect(facts.embedded).toBe(facts.fonts.length);
  });

  const POPPLER = 'pdffonts';
  const poppler = spawnSync(POPPLER, ['-v']).status !== null;
  test.skipIf(!poppler)('opens in another program, which finds its fonts embedded', async () => {
    const file = join(folder.path, 'open.pdf');
    writeFileSync(file, await drawn('training-loss', 'pdf'));
    const { status, stdout } = spawnSync(POPPLER, [file], { encoding: 'utf8' });
    expect(status).toBe(0);
    const rows = stdout.trim().split('\n').slice(2);
    expect(rows.length).toBeGreaterThan(0);
    // emb sub uni: embedded, a subset, with the letters that its glyphs are.
    for (const row of rows) expect(row).toMatch(/DejaVu.* yes yes yes /);
  });
});

describe('a wrong value is one line that says what to do, with exit code 2', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a width without a unit', ['--width', '3.25'], ['--width', '"3.25"', '3.25in']],
    ['no width at all', ['--width', '0in'], ['--width', '"0in"']],
    ['a height in words', ['--height', 'tall'], ['--height', '"tall"', '2.2in']],
    ['a height that leaves no room', ['--height', '0.6in'], ['hessian-trace', '3.25in × 0.60in']],
    ['a font that nobody can read', ['--font', '1pt'], ['--font', '"1pt"', '8pt']],
    ['an unknown format', ['--format', 'jpg'], ['"jpg"', 'png, svg, pdf']],
    ['a format beside others', ['--format', 'pdf,gif'], ['"gif"', 'png, svg, pdf']],
    ['a density in words', ['--dpi', 'high'], ['--dpi', '"high"', '300']],
    ['a density that is too low', ['--dpi', '1'], ['--dpi', '36', '1']],
    ['no density', ['--dpi', ''], ['--dpi']],
    ['an unknown theme', ['--theme', 'drak'], ['"drak"', 'dark']],
    ['an unknown palette', ['--palette', 'gray'], ['"gray"', 'grey']],
    ['an unknown preset', ['--preset', 'colunm'], ['"colunm"', 'column']],
    ['an unknown scale', ['--x', 'logarithmic'], ['"logarithmic"', 'log']],
    ['names on an axis', ['--x', 'log'], ['hessian-trace', 'names']],
    ['arms that are no condition', ['--arms', 'method sgd'], ['--arms', 'column']],
    ['arms by an unknown key', ['--arms', 'bacth = 4'], ['--arms', '"bacth"', 'batch']],
    ['arms by a single run', ['--arms', 'seed = 1'], ['--arms', '"seed"', 'batch']],
    ['arms that are not there', ['--arms', 'batch = 4 and method = gradient-descent'], ['loosen']],
    ['an empty title', ['--title', ' '], ['--title']],
    ['a file of another format', ['--format', 'pdf', '--out', 'a.svg'], ['a.svg', 'pdf']],
    ['an option that is none', ['--colour', 'red'], ['--colour']],
  ])('%s', async (_, options, parts) => {
    const { code, out, err } = await figure('small', 'hessian-trace', ...options);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.trimEnd()).not.toContain('\n');
    for (const part of parts) expect(err).toContain(part);
  });

  test('an unknown figure, with the nearest name; several figures in one file', async () => {
    expect((await figure('small', 'hesian-trace')).err).toContain('did you mean "hessian-trace"');
    const several = await figure('small', 'all', '--out', join(folder.path, 'one.pdf'));
    expect(several.code).toBe(2);
    expect(several.err).toMatch(/one\.pdf: \d+ figures do not go into one file/);
    expect(existsSync(join(folder.path, 'one.pdf'))).toBe(false);
  });

  test('so it is on the command line itself', () => {
    const { code, out, err } = flowlab(folder.path, [
      'figure',
      'small',
      'trace',
      '--width',
      'wide',
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim()).toBe(
      '--width must be of another form, got "wide": give a length in in, cm, mm, pt or px, such as 3.25in, from 48 to 9600px',
    );
  });
});

describe('no file of a user is overwritten', () => {
  const out = () => join(folder.path, 'mine');
  const file = () => join(out(), 'hessian-trace.pdf');
  const draw = (...options: string[]) =>
    figure('small', 'hessian-trace', '--out', out(), ...options);

  test('one that was there before, and one that was edited since', async () => {
    mkdirSync(out());
    writeFileSync(file(), 'a paper of mine');
    const { code, err } = await draw();
    expect(code).toBe(2);
    expect(err).toContain(`will not overwrite ${file()}`);
    expect(readFileSync(file(), 'utf8')).toBe('a paper of mine');

    expect((await draw('--format', 'svg')).code).toBe(0);
    const svgFile = join(out(), 'hessian-trace.svg');
    writeFileSync(svgFile, `${readFileSync(svgFile, 'utf8')}<!-- moved a label by hand -->`);
    const again = await draw('--format', 'svg', '--font', '9pt');
    expect(again.code).toBe(2);
    expect(again.err).toContain('edited');
    expect(readFileSync(svgFile, 'utf8')).toContain('by hand');
  });

  test('its own are drawn anew, and figures that were drawn before stay', async () => {
    expect((await draw('--format', 'png', '--dpi', '72')).code).toBe(0);
    expect((await draw('--format', 'png', '--dpi', '100')).code).toBe(0);
    const { width } = await pixelsOf(readFileSync(join(out(), 'hessian-trace.png')));
    expect(width).toBe(325);
    expect(readdirSync(out())).toContain('hessian-trace.svg');
  });
});
