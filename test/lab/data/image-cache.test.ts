import { expect, test } from 'vitest';
import { imageCache } from '../../../src/lab/data/image-cache.ts';
import { loadImages } from '../../../src/lab/data/load.ts';

const places = { cacheDir: '/nowhere', baseDir: '.' };
const glyphs = { name: 'glyphs' };

// Compared by identity here, since toBe would compare megabytes to word its message.
test('the images found last are kept, others are read', async () => {
  const load = imageCache();
  const first = await load(glyphs, places);
  expect((await load(glyphs, places)) === first).toBe(true);
  expect(first.checksums).toEqual((await loadImages({ name: 'glyphs' }, places)).checksums);
  await expect(load({ name: 'glyphs', path: 'elsewhere' }, places)).rejects.toThrow(
    'glyphs are drawn, not read',
  );
  expect((await load(glyphs, places)) === first).toBe(true);
  expect((await load(glyphs, { ...places, baseDir: '/' })) === first).toBe(false);
});
