import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { writeReport } from '../../../src/report/page/report.ts';
import { LEDGER } from '../../../src/report/page/write-folder.ts';
import {
  experimentOf,
  gd,
  quickstart,
  run,
  sgd,
  spec,
  synthetic,
} from '../../support/synthetic-runs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowlab-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (runs: readonly Run[], outDir = folder) =>
  writeReport({
    experiment: experimentOf(runs),
    runs,
    outDir,
    command: 'flowlab run quickstart --seeds 2',
  });

const text = (name: string) => readFile(join(folder, name), 'utf8');

describe('writeReport', () => {
  test('writes the page, the Markdown, the table and every figure, and names them', async () => {
    const { files, findings } = await write(quickstart(2));
    expect(files.slice(0, 3)).toEqual(['index.html', 'report.md', 'results.csv']);
    expect(files.length).toBe(12);
    const there = await readdir(folder, { recursive: true });
    for (const file of files) expect(there).toContain(file);
    expect(there.filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(findings.sections.length).toBeGreaterThan(4);
  });

  test('the page needs nothing else: no script, no address, every figure inside', async () => {
    const { files } = await write(quickstart(2));
    const html = await text('index.html');
    expect(html).not.toMatch(/<script|https?:|url\(|@import|<link/);
    const images = [...html.matchAll(/<img src="([^"]{40})/g)].map(([, source]) => source);
    expect(images).toHaveLength(files.length - 3);
    for (const source of images) expect(source).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(html).toContain('flowlab run quickstart --seeds 2');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  test('the Markdown links to figures that are there, and holds every sentence', async () => {
    const { findings } = await write(quickstart(2));
    const markdown = await text('report.md');
    const links = [...markdown.matchAll(/\]\((figures\/[^)]+)\)/g)].map(([, link]) => link!);
    expect(links.length).toBe(9);
    for (const link of links)
      expect((await readFile(join(folder, link))).length).toBeGreaterThan(0);
    const plain = markdown.replaceAll('\\', '');
    const said = findings.sections.flatMap((section) => section.findings.map(sentenceOf));
    expect(said.length).toBeGreaterThan(10);
    for (const sentence of said) expect(plain).toContain(sentence);
  });

  test('what was trained is said once, not under every figure', async () => {
    await write(quickstart(2));
    for (const name of ['index.html', 'report.md'])
      expect((await text(name)).match(/Recipe: /g)).toHaveLength(1);
  });

  test('what a user wrote in a title is text, never markup', async () => {
    const runs = [run(spec(gd(0.1), 0), { trace: 1 })];
    const experiment = { ...experimentOf(runs), title: '<img src=x> & *stars* | `bars`' };
    await writeReport({ experiment, runs, outDir: folder, command: 'a <b>' });
    const html = await text('index.html');
    expect(html).toContain('<p class="title">&lt;img src=');
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('a &lt;b&gt;');
    expect(await text('report.md')).toContain('\\<img src=x\\> & \\*stars\\* \\| \\`bars\\`');
  });

  test('says with what, where and at what cost the runs were made', async () => {
    await write(quickstart(2));
    const markdown = (await text('report.md')).replaceAll('\\', '');
    expect(markdown).toContain('tensorflow 2.21.0, single');
    expect(markdown).toContain('Some CPU @ 2.40GHz; 1 intra-op and 1 inter-op threads');
    // 17 runs of 4000 gradients and 900 products, 8.5 s and 3.25 s each.
    expect(markdown).toContain(
      'Cost of 17 runs: 68000 gradients (of a mini-batch under SGD) and 15300 Hessian–vector products',
    );
    expect(markdown).toContain('Environment: TF_ENABLE_ONEDNN_OPTS=0.');
    expect(markdown).toContain('2.41 min of training and 55.3 s of measuring');
  });

  test('works without any finished run', async () => {
    const { files, findings } = await write([]);
    expect(files).toEqual(['index.html', 'report.md', 'results.csv']);
    expect(findings.status.map(sentenceOf)).toEqual([
      '0 of 0 planned runs are finished, in 0 arms over 0 seeds.',
    ]);
  });

  test('identical runs give identical files', async () => {
    const { files } = await write(quickstart(2));
    const before = await Promise.all(files.map((file) => readFile(join(folder, file))));
    await rm(folder, { recursive: true });
    await write(quickstart(2));
    const after = await Promise.all(files.map((file) => readFile(join(folder, file))));
    for (const [i, bytes] of before.entries()) expect(bytes.equals(after[i]!)).toBe(true);
  });
});

describe('the folder of a report', () => {
  const one = [synthetic(gd(0.1), 0)];

  test('a second report replaces the first and removes figures that are gone', async () => {
    await write([0, 1].flatMap((seed) => [synthetic(gd(0.1), seed), synthetic(sgd(4), seed)]));
    expect(await readdir(join(folder, 'figures'))).toContain('hessian-trace.png');
    await write([0, 1].map((seed) => run(spec(gd(0.1), seed), { sharpness: 5 + seed })));
    expect(await readdir(join(folder, 'figures'))).toEqual(['sharpness.png']);
  });

  test("a user's file is not overwritten: one line names it, nothing is written", async () => {
    await writeFile(join(folder, 'report.md'), 'mine');
    const refusal = await write(one).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as Error).message).toBe(
      `will not overwrite ${join(folder, 'report.md')}: it is not part of a report; move it away or ` +
        'choose another folder',
    );
    expect(await readdir(folder)).toEqual(['report.md']);
    expect(await text('report.md')).toBe('mine');
  });

  test('a report that was edited is not overwritten', async () => {
    await write(one);
    await writeFile(join(folder, 'report.md'), 'edited');
    await expect(write([synthetic(gd(0.2), 0)])).rejects.toThrow(/edited since a report wrote it/);
    expect(await text('report.md')).toBe('edited');
  });

  test("other files of a user's stay", async () => {
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await write(one);
    await write(one);
    expect(await text('notes.txt')).toBe('mine');
  });

  test('a folder that cannot be made is an input error of one line', async () => {
    await writeFile(join(folder, 'file'), '');
    const refusal = await write(one, join(folder, 'file', 'deeper')).catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as Error).message).toMatch(/^cannot write the report to .*ENOTDIR.*folder$/);
  });

  test('a folder where a file should be is an input error', async () => {
    await mkdir(join(folder, 'index.html'));
    await expect(write(one)).rejects.toThrow(/^cannot write the report to .*EISDIR/);
  });

  test('a ledger that is not one, or points outside, is refused', async () => {
    for (const bad of ['{', '{"files":{"../escape":["00"]}}', '{"files":null}']) {
      await writeFile(join(folder, LEDGER), bad);
      await expect(write(one)).rejects.toThrow(/not the list of a report's files/);
    }
  });
});
