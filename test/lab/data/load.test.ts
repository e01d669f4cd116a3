import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadImages } from '../../../src/lab/data/load.ts';
import { datasetNames } from '../../../src/problems/data/datasets.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const baseDir = scratchFolder();
const places = { cacheDir: join(baseDir, 'cache'), baseDir, offline: true };

describe('a dataset that cannot be found is refused with one line', () => {
  test('when its name is unknown, with the nearest one', async () => {
    expect(await complaint(() => loadImages({ name: 'minst' }, places))).toBe(
      'unknown dataset "minst" (did you mean "mnist"?); choose one of mnist, fashion-mnist, glyphs, ' +
        'idx, csv, npz',
    );
  });

  test('when its name is that of an inherited property', async () => {
    expect(await complaint(() => loadImages({ name: 'toString' }, places))).toMatch(/unknown data/);
  });

  test.each(['idx', 'csv', 'npz'])('when %s has no path', async (name) => {
    expect(await complaint(() => loadImages({ name }, places))).toMatch(
      new RegExp(`^dataset ${name} has no data\\.path; set it to an? `),
    );
  });

  test.each(datasetNames.filter((name) => name !== 'glyphs'))(
    'when the path of %s leads nowhere, with the absolute path',
    async (name) => {
      expect(await complaint(() => loadImages({ name, path: 'no/where' }, places))).toBe(
        `no data at ${join(baseDir, 'no/where')}; check data.path, which is read relative to ` +
          baseDir,
      );
    },
  );

  test('when glyphs have a path', async () => {
    expect(await complaint(() => loadImages({ name: 'glyphs', path: 'a' }, places))).toBe(
      'glyphs are drawn, not read; remove data.path a',
    );
  });

  test.each(['csv', 'npz'])('when the path of %s is no such file', async (name) => {
    writeFileSync(join(baseDir, 'a'), 'hello');
    expect(await complaint(() => loadImages({ name, path: 'a' }, places))).toMatch(
      name === 'csv' ? /a, line 1: 1 column/ : /cannot unzip/,
    );
  });

  test('when the path of an .npz is a folder', async () => {
    expect(await complaint(() => loadImages({ name: 'npz', path: '.' }, places))).toMatch(
      /^cannot read .*EISDIR.*; give a readable file$/,
    );
  });
});
