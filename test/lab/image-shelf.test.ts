import { expect, test } from 'vitest';
import { imageShelf } from '../../src/lab/image-shelf.ts';
import { loadImages } from '../../src/problems/data/load.ts';

const places = { cacheDir: '/nowhere', baseDir: '.' };
const glyphs = { name: 'glyphs' } as never;

test('the images found last are kept, others are read', async () => {
  const shelf = imageShelf();
  const first = await shelf(glyphs, places);
  expect(await shelf(glyphs, places)).toBe(first);
  expect(first).toEqual(await loadImages({ name: 'glyphs' }, places));
  await expect(shelf({ name: 'glyphs', path: 'elsewhere' } as never, places)).rejects.toThrow(
    'glyphs are drawn, not read',
  );
  expect(await shelf(glyphs, places)).toBe(first);
  expect(await shelf(glyphs, { ...places, baseDir: '/' })).not.toBe(first);
});
