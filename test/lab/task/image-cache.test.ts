import { expect, test } from 'vitest';
import { imageShelf } from '../../../src/lab/task/image-cache.ts';
import { loadImages } from '../../../src/problems/data/load.ts';

const places = { cacheDir: '/nowhere', baseDir: '.' };
const glyphs = { name: 'glyphs' } as never;

// Compared by identity here, since toBe would compare megabytes to word its message.
test('the images found last are kept, others are read', async () => {
  const shelf = imageShelf();
  const first = await shelf(glyphs, places);
  expect((await shelf(glyphs, places)) === first).toBe(true);
  expect(first.checksums).toEqual((await loadImages({ name: 'glyphs' }, places)).checksums);
  await expect(shelf({ name: 'glyphs', path: 'elsewhere' } as never, places)).rejects.toThrow(
    'glyphs are drawn, not read',
  );
  expect((await shelf(glyphs, places)) === first).toBe(true);
  expect((await shelf(glyphs, { ...places, baseDir: '/' })) === first).toBe(false);
});
