import { canonicalJson } from '../../core/canonical-json.ts';
import type { DataPlaces, ImageSet } from '../../problems/data/images.ts';
import { loadImages } from '../../problems/data/load.ts';
import type { DataSpec } from '../spec/problem.ts';

/** Finds the images of a spec. */
export type ImageSource = (data: DataSpec, places: DataPlaces) => Promise<ImageSet>;

/**
 * A source that keeps the images it found last, since a process mostly trains on one set: reading and
 * verifying MNIST takes half a second.
 */
export function imageShelf(): ImageSource {
  let kept: { readonly key: string; readonly images: ImageSet } | undefined;
  return async ({ name, path }, places) => {
    const key = canonicalJson({ name, path: path ?? null, ...places });
    if (kept?.key !== key) kept = { key, images: await loadImages({ name, path }, places) };
    return kept.images;
  };
}
