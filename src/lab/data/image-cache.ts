import { type ImageSet, requestKey } from '../../problems/data/images.ts';
import { loadImages } from './load.ts';

/**
 * A `loadImages` that keeps the images it found last, since a process mostly trains on one set: reading and
 * verifying MNIST takes half a second.
 */
export function imageCache(): typeof loadImages {
  let kept: { readonly key: string; readonly images: ImageSet } | undefined;
  return async (data, places, log) => {
    const { cacheDir, baseDir, offline } = places;
    const key = JSON.stringify([requestKey(data), cacheDir, baseDir, offline]);
    if (kept?.key !== key) kept = { key, images: await loadImages(data, places, log) };
    return kept.images;
  };
}
